// Whether a server is heard of. Who loses it says so after a moment, and names the cause once in the console.

const GRACE = 3_000; // A connection that comes back this soon was never missed; and the longest time for an answer.

export class Contact {
  #base;
  #changed;
  #heardAt = Date.now();
  #isLost = false;

  /** Since when there are no news, or null while there is contact. */
  offline = null;

  /** `changed()` is called when `offline` is another. */
  constructor(base, changed) {
    this.#base = base;
    this.#changed = changed;
  }

  /** How long nothing was heard, in milliseconds. */
  get silence() {
    return Date.now() - this.#heardAt;
  }

  heard() {
    this.slept();
    this.#isLost = false;
    if (this.offline) {
      this.offline = null;
      this.#changed();
    }
  }

  lost() {
    this.#isLost = true;
  }

  /** The page slept, as a hidden tab or a closed lid does: that was nobody's silence. */
  slept() {
    this.#heardAt = Date.now();
  }

  /** To be called about once a second. */
  check() {
    if (this.#isLost && !this.offline && this.silence > GRACE) {
      const since = (this.offline = new Date(this.#heardAt));
      this.#changed();
      causeOf(this.#base).then((cause) => this.offline === since && console.warn(`job-progress: ${this.#base} ${cause}`));
    }
  }
}

/** A browser does not tell a page why a connection failed; these questions come close to it. */
async function causeOf(base) {
  const isAnswered = (mode) =>
    fetch(new URL('health/live', base), { mode, cache: 'no-store', signal: AbortSignal.timeout(GRACE) })
      .then(() => true, () => false);
  const [forUs, forAnybody] = await Promise.all([isAnswered('cors'), isAnswered('no-cors')]);
  if (forUs) {
    return 'answers, but no news come through.';
  }
  return forAnybody
    ? `does not let this page read it. Is ${location.origin} in its http.allowed_origins?`
    : 'does not answer. Is it up, and may this page ask it (connect-src)?';
}
