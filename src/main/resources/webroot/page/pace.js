// How fast jobs go: their progress as this page has seen it. Feeds the time left and the sparkline.

const SPACING = 500; // Milliseconds between two samples: faster changes say nothing more.
const RECENT = 20; // Samples that make the recent rate.
const KEPT = 120; // Samples per job; at the limit every second old one is dropped.
const FEWEST = 5;
const SHORTEST_SPAN = 4_000;

export class Pace {
  #samples = new Map();

  /** Notes where a job is. One that is not running with known progress has no pace. */
  see(job, now = performance.now()) {
    if (job.status !== 'running' || job.progress === null) {
      this.forget(job.task_id);
      return;
    }
    let samples = this.#samples.get(job.task_id);
    if (!samples) {
      this.#samples.set(job.task_id, (samples = []));
    }
    const last = samples.at(-1);
    if (last && last.progress === job.progress) {
      return;
    }
    if (samples.length > 1 && now - samples.at(-2).at < SPACING) {
      samples.pop();
    }
    samples.push({ at: now, progress: job.progress, done: job.done });
    if (samples.length > KEPT) {
      this.#samples.set(job.task_id, thinned(samples));
    }
  }

  forget(id) {
    this.#samples.delete(id);
  }

  /** Drops every job that is not asked for any more, so that this holds no more jobs than the list. */
  keepOnly(wanted) {
    for (const id of this.#samples.keys()) {
      if (!wanted(id)) {
        this.#samples.delete(id);
      }
    }
  }

  samples(id) {
    return this.#samples.get(id) ?? [];
  }

  /** Seconds left at the recent rate, or null where that rate allows no honest estimate. */
  secondsLeft(job, now = performance.now()) {
    const pace = this.#steady(job, now);
    return pace && Math.max(0, ((1 - job.progress) / pace.all - pace.quiet) / 1000);
  }

  /** The same as the range between the slower and the faster half of what was seen, or null. */
  range(job, now = performance.now()) {
    const pace = this.#steady(job, now);
    const at = (rate) => Math.max(0, ((1 - job.progress) / rate - pace.quiet) / 1000);
    return pace && { from: at(Math.max(pace.early, pace.late)), to: at(Math.min(pace.early, pace.late)) };
  }

  /** How much is done in a second, or null where nobody can tell. */
  perSecond(job, now = performance.now()) {
    const recent = this.samples(job.task_id).slice(-RECENT);
    const [first, last] = [recent[0], recent.at(-1)];
    if (!this.#steady(job, now) || first.done === null || !(last.done > first.done)) {
      return null;
    }
    return ((last.done - first.done) / (last.at - first.at)) * 1000;
  }

  /** The rates of the recent samples as a whole and of their halves, or null where they do not tell of now. */
  #steady(job, now) {
    const recent = this.samples(job.task_id).slice(-RECENT);
    if (job.status !== 'running' || job.stalled || recent.length < FEWEST) {
      return null;
    }
    const first = recent[0];
    const last = recent.at(-1);
    const span = last.at - first.at;
    const quiet = now - last.at;
    // Silent for much longer than it used to be: the old rate does not hold any more.
    if (span < SHORTEST_SPAN || quiet > 5_000 + 3 * (span / (recent.length - 1))) {
      return null;
    }
    const middle = recent[recent.length >> 1];
    const early = rate(first, middle);
    const late = rate(middle, last);
    // A pace that doubled or halved within the window is no pace.
    return late > 0 && early <= 2 * late && late <= 2 * early ? { all: rate(first, last), early, late, quiet } : null;
  }
}

const rate = (from, to) => (to.progress - from.progress) / (to.at - from.at);

/** The newest stay as they are, of the older ones every second goes. */
function thinned(samples) {
  const old = samples.length - RECENT;
  return samples.filter((_, index) => index >= old || index % 2 === 0);
}
