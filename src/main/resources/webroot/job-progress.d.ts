// Types of /job-progress.js. Save this file into your project; the guide says how to point your compiler to it.

export type JobStatus = 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';

/** Why nothing more will come: the last status, why the record went, or why it cannot be seen. */
export type EndReason =
  | 'completed' | 'failed' | 'cancelled'
  | 'deleted' | 'expired' | 'evicted' | 'cleared' | 'gone'
  | 'unknown' | 'denied';

/** One job as the server tells it. Times are UTC with six decimals; text order is time order. */
export interface Job {
  readonly task_id: string;
  readonly type: string;
  readonly title: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly status: JobStatus;
  /** 0 to 1, or null where nobody knows how far it is. */
  readonly progress: number | null;
  readonly done: number | null;
  readonly total: number | null;
  readonly unit: string | null;
  readonly current_step: string;
  /** Any JSON. */
  readonly result?: unknown;
  readonly error: string | null;
  readonly cancel_requested: boolean;
  readonly cancel_reason: string | null;
  readonly stalled: boolean;
  readonly heartbeat_timeout: number;
  readonly lost_after: number;
  readonly revision: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly expires_at: string | null;
}

export interface WatchState {
  readonly ended: boolean;
  readonly reason: EndReason | null;
  /** Since when the server is not heard of, or null while it is. */
  readonly offline: Date | null;
}

export interface WatchOptions {
  /** The address of the tracker; by default where the script came from. */
  server?: string;
  /** Sent as a Bearer header, never in a URL. */
  token?: string | null;
}

/** The address that the script came from. */
export const HOME: string;

/**
 * Follows one job: calls back with its present state, after every change, and when the server is lost or found. The
 * job is null while it was never seen. Returns a function that ends it.
 */
export function watchJob(
  taskId: string,
  callback: (job: Job | null, state: WatchState) => void,
  options?: WatchOptions,
): () => void;

/** Words of your own; what you leave out is said in the language of the bar. In `offline`, `{time}` is the time. */
export interface JobProgressWords {
  pending?: string;
  running?: string;
  completed?: string;
  failed?: string;
  cancelled?: string;
  connecting?: string;
  offline?: string;
  stalled?: string;
  cancel_requested?: string;
  /** What is said of a failure where `show-error` is not set. */
  problem?: string;
  deleted?: string;
  expired?: string;
  evicted?: string;
  cleared?: string;
  gone?: string;
  unknown?: string;
  denied?: string;
  /** On the button of `show-cancel`. */
  cancel?: string;
}

export interface JobProgressEventMap {
  change: CustomEvent<Job>;
  end: CustomEvent<Job | null>;
  expiring: CustomEvent<{ readonly expires: Date }>;
}

/** The attributes of `<job-progress>`, for frameworks that check them. */
export interface JobProgressAttributes {
  'task-id'?: string;
  server?: string;
  token?: string;
  lang?: string;
  size?: 'small';
  'show-error'?: boolean | '';
  'show-eta'?: boolean | '';
  'show-rate'?: boolean | '';
  'show-cancel'?: boolean | '';
}

export class JobProgress extends HTMLElement {
  /** The newest known state, or null. */
  readonly job: Job | null;
  /** Why nothing more will come, or null. */
  readonly reason: EndReason | null;
  /** Since when the server is not heard of, or null while it is. */
  readonly offline: Date | null;
  words: JobProgressWords | null;

  addEventListener<K extends keyof JobProgressEventMap>(
    type: K,
    listener: (this: JobProgress, event: JobProgressEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'job-progress': JobProgress;
  }
}
