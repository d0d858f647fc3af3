// One job that is followed, and who wants to know.

const TERMINAL = new Set(['completed', 'failed', 'cancelled']);

export class Topic {
  callbacks = new Set();
  abort = new AbortController();
  job = null;
  reason = null;
  watch = null;
  mayStream = true;
  isAlone = false;

  constructor(id) {
    this.id = id;
  }

  /** `updated_at` rises with every change, and as text: what is not newer is no news. */
  take(job) {
    if (this.reason || (this.job && job.updated_at <= this.job.updated_at)) {
      return;
    }
    this.job = job;
    this.reason = TERMINAL.has(job.status) ? job.status : null;
    this.#tell();
  }

  over(reason) {
    if (!this.reason) {
      this.reason = reason;
      this.#tell();
    }
  }

  #tell() {
    for (const callback of [...this.callbacks]) {
      try {
        callback(this.job, { ended: this.reason !== null, reason: this.reason });
      } catch (e) {
        reportError(e); // One listener that fails must not keep the others from the news.
      }
    }
  }
}
