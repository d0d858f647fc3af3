// One more try, a while after the server could not answer for now: it is too busy, or its nodes change.

const PAUSE = 2_000;

export class Again {
  #timer = 0;

  /** Runs it after a pause, in place of what was planned before. While nobody looks at the page it is put off. */
  plan(run) {
    this.cancel();
    // With a random part, so that the pages of a server that was away do not all ask in one instant.
    const delay = PAUSE * (0.75 + Math.random() / 2);
    this.#timer = setTimeout(() => (document.hidden ? this.plan(run) : run()), delay);
  }

  cancel() {
    clearTimeout(this.#timer);
  }
}
