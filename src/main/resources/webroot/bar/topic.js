// One job that is followed, and who wants to know.

const TERMINAL = ['completed', 'failed', 'cancelled'];

export class Topic {
  #abort = new AbortController();
  callbacks = new Set();
  job = null;
  reason = null;
  offline = null;
  watch = null;
  mayStream = true;
  isAlone = false;
  signal = this.#abort.signal;

  constructor(id) {
    this.id = id;
  }

  /** Whether it was news. `updated_at` rises with every change, and as text: what is not newer is none. */
  take(job) {
    if (this.reason || job.updated_at <= this.job?.updated_at) {
      return false;
    }
    this.job = job;
    this.reason = TERMINAL.includes(job.status) ? job.status : null;
    this.tell();
    return true;
  }

  over(reason) {
    if (!this.reason) {
      this.reason = reason;
      this.tell();
    }
  }

  end() {
    this.#abort.abort();
  }

  get state() {
    return { ended: this.reason !== null, reason: this.reason, offline: this.offline };
  }

  tell() {
    for (const callback of [...this.callbacks]) {
      try {
        callback(this.job, this.state);
      } catch (e) {
        reportError(e); // One listener that fails must not keep the others from the news.
      }
    }
  }
}
