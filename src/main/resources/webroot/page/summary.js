// Counts of all jobs: the tiles, the types on offer, the running count in the title of the tab.

import { byId, setText } from './dom.js';
import { number } from './format.js';

const BUSY = 1_000; // At most one question per second while jobs change,
const QUIET = 5_000; // and one every five when none does: jobs outside the list change as well.

export class Summary {
  #socket;
  #filters;
  #timer = 0;
  #askedAt = -Infinity;

  /** Null until the server has told. */
  total = null;

  constructor(socket, filters) {
    this.#socket = socket;
    this.#filters = filters;
  }

  /** Something changed: asks again, soon. */
  changed() {
    this.#plan(Math.max(0, this.#askedAt + BUSY - performance.now()));
  }

  refresh() {
    this.#plan(0);
  }

  #plan(delay) {
    const due = performance.now() + delay;
    if (this.#timer && this.#due <= due) {
      return;
    }
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => this.#ask(), delay);
  }

  #due = Infinity;

  async #ask() {
    this.#timer = 0;
    this.#askedAt = performance.now();
    try {
      this.#show(await this.#socket.call('jobs.stats'));
      this.#plan(QUIET);
    } catch {
      // Not connected: the next connect asks again.
    }
  }

  #show({ total, by_status: counts, by_type: types, stalled }) {
    this.total = total;
    for (const tile of byId('tiles').children) {
      const { status } = tile.dataset;
      const count = status === 'stalled' ? stalled : counts[status];
      setText(tile.querySelector('b'), number(count));
      tile.classList.toggle('none', count === 0);
    }
    document.title = counts.running > 0 ? `(${number(counts.running)}) Job tracker` : 'Job tracker';
    this.#filters.offerTypes(Object.keys(types));
    this.onTotal?.();
  }

  /** Called after each answer. */
  onTotal = null;
}
