// How fast a job goes, as far as this page has seen it.

const WINDOW = 20; // Samples.
const SPACING = 500; // Milliseconds between two.
const SHORTEST = 4_000; // Less says nothing yet.

export class Speed {
  #samples = [];

  see(job) {
    const samples = this.#samples;
    if (job.status !== 'running') {
      samples.length = 0;
    } else if (samples.length > 1 && Date.now() - samples.at(-2).at < SPACING) {
      samples.pop();
    }
    samples.push({ at: Date.now(), progress: job.progress ?? 0, done: job.done ?? 0 });
    samples.splice(0, samples.length - WINDOW);
  }

  /** What is done per second, or 0 where nobody can tell. */
  get rate() {
    return this.#per('done');
  }

  /** Seconds, or Infinity where nobody can tell. */
  get left() {
    const { at, progress } = this.#samples.at(-1) ?? {};
    return (1 - progress) / this.#per('progress') - (Date.now() - at) / 1_000;
  }

  #per(key) {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    const span = first ? last.at - first.at : 0;
    const isOfNow = span >= SHORTEST && Date.now() - last.at < 5_000 + span / 2;
    return isOfNow ? Math.max(0, last[key] - first[key]) / (span / 1_000) : 0;
  }
}
