// Counts of all jobs: the tiles, the types on offer, the running count in the title of the tab.

import { byId, setHidden, setText } from './dom.js';
import { number } from './format.js';

const BUSY = 1_000; // At most one question per second while jobs change,
const QUIET = 5_000; // and one every five when none does: jobs outside the list change as well.

export class Summary {
  #socket;
  #counted;
  #timer = 0;
  #due = Infinity;
  #askedAt = -Infinity;

  /** Null until the server has told. */
  total = null;

  /** `counted(stats)` is called after each answer. */
  constructor(socket, counted) {
    this.#socket = socket;
    this.#counted = counted;
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

  async #ask() {
    this.#timer = 0;
    this.#askedAt = performance.now();
    try {
      this.#show(await this.#socket.call('jobs.stats'));
      this.#plan(QUIET);
    } catch (e) {
      // A token for one job may not count: then there is nothing to show, nor to ask for.
      const isRefused = e.status === 403;
      setHidden(byId('tiles'), isRefused);
      if (e.status && !isRefused) {
        this.#plan(QUIET); // Without a connection the next one asks.
      }
    }
  }

  #show(stats) {
    const { total, by_status: counts, stalled } = stats;
    this.total = total;
    for (const tile of byId('tiles').children) {
      const { status } = tile.dataset;
      const count = status === 'stalled' ? stalled : counts[status];
      setText(tile.querySelector('b'), number(count));
      tile.classList.toggle('none', count === 0);
    }
    this.#counted(stats);
  }
}
