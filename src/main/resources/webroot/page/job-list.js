// The jobs that the list holds: a window that begins with the newest job and ends where the user stopped paging.
//
//   newest                       floor                        oldest
//     | held: accepted by filter   | not loaded: changes of     |
//     | and search, followed live  | these are not looked at    |

import { Again } from './again.js';
import { accepts, oldest, toParams } from './filter.js';
import { Disconnected } from './socket.js';
import { isOlder } from './version.js';

const PAGE = 100;
const STEP = 100; // Jobs more per "Show more".
const SORTED = 2_000; // Jobs that another order than that of the server is made of.
const MOST_PAGES = 50; // Of one scan: a search of a very long list goes on when it is asked to.

export class JobList {
  #socket;
  #filter;
  #listener;
  #watch = null;
  #token = null;
  #floor = '';
  #scan = 0;
  #again = new Again();
  #seen = new Set();
  #gone = new Set();
  #pinned = new Set();
  #exact = '';
  #since = '';

  held = new Map();
  scanned = 0;
  isLoading = true;

  /**
   * The listener has `changed(job)`, `moved()` when jobs came or went, and `failed(sentence)`, whose sentence is empty
   * when all is well.
   */
  constructor(socket, filter, listener) {
    this.#socket = socket;
    this.#filter = filter;
    this.#listener = listener;
  }

  /** Whether the server has jobs that were not looked at yet. */
  get hasMore() {
    return this.#token !== null;
  }

  /** After a connect: the watches of the last socket ended with it. */
  reconnected() {
    this.#watch = null;
    return this.#begin(Math.max(this.held.size, this.#step));
  }

  /** Shows something else. What the new filter refuses goes at once, the rest comes as it is found. */
  show(filter) {
    this.#filter = filter;
    for (const [id, job] of this.held) {
      if (!accepts(filter, job)) {
        this.held.delete(id);
      }
    }
    return this.#begin(this.#step);
  }

  /** Another order than the server's needs them all at once, up to a limit. */
  get #step() {
    return this.#filter.order === 'newest' ? STEP : SORTED;
  }

  /** Jobs that are shown wherever they are in the list, as they need somebody. */
  pin(jobs) {
    this.#pinned = new Set([...jobs.map((job) => job.task_id), this.#exact]);
    jobs.forEach((job) => this.#take(job));
    this.#settle(this.#floor);
  }

  more() {
    return this.isLoading || !this.hasMore
      ? Promise.resolve()
      : this.#guarded((scan) => this.#pages(scan, this.held.size + this.#step));
  }

  notified(job) {
    if (this.#watch !== null || this.isLoading) {
      this.#gone.delete(job.task_id);
      this.#take(job);
    }
  }

  removed(id) {
    if (this.isLoading) {
      this.#gone.add(id); // A page that was read before may still be under way.
    }
    this.#delete(id);
    if (this.held.size === 0) {
      this.more(); // All that was loaded is gone, and there may be more.
    }
  }

  #begin(wanted) {
    this.#seen = new Set();
    this.scanned = 0;
    this.#token = null;
    this.#since = oldest(this.#filter);
    this.#pinned = new Set();
    const run = async (scan) => {
      await this.#follow(scan);
      await this.#findExactly(scan);
      await this.#pages(scan, wanted);
      for (const id of this.held.keys()) {
        if (scan === this.#scan && !this.#seen.has(id) && !this.#pinned.has(id)) {
          this.#delete(id);
        }
      }
    };
    return this.#guarded(run, () => this.#begin(wanted));
  }

  /**
   * Runs one scan; a later one makes it end at its next step. While it runs no change is too old. One that the server
   * cannot answer for now is run again in a while.
   */
  async #guarded(run, again = () => this.#guarded(run)) {
    const scan = ++this.#scan;
    this.#again.cancel();
    this.isLoading = true;
    this.#floor = '';
    this.#gone.clear();
    this.#listener.moved();
    const failure = await run(scan).then(() => null, (e) => e);
    if (scan !== this.#scan) {
      return;
    }
    const isOpen = this.#socket.isOpen;
    const goesOn = isOpen && failure?.isPassing === true;
    if (goesOn) {
      this.#again.plan(again);
    }
    // Without a connection the next connect begins again. Until one of the two nothing is known to be complete.
    this.isLoading = goesOn || !isOpen;
    this.#gone.clear();
    this.#listener.failed(failure === null || failure instanceof Disconnected ? '' : failure.message);
    this.#listener.moved();
  }

  async #follow(scan) {
    const before = this.#watch;
    const { watch, jobs } = await this.#socket.call('jobs.watch', toParams(this.#filter));
    if (scan !== this.#scan) {
      this.#unwatch(watch);
      throw new Superseded();
    }
    this.#watch = watch;
    this.#unwatch(before);
    jobs.forEach((job) => this.#take(job));
  }

  #unwatch(watch) {
    if (watch !== null) {
      this.#socket.call('jobs.unwatch', { watch }).catch(() => {}); // It ended with its socket.
    }
  }

  /** A whole id is found at once, however old the job is. */
  async #findExactly(scan) {
    this.#exact = '';
    const id = this.#filter.search.trim();
    if (!/^[A-Za-z0-9][A-Za-z0-9_.-]*_[A-Za-z0-9-]{8,64}$/.test(id)) {
      return;
    }
    const job = await this.#socket.call('jobs.get', { task_id: id }).catch((e) => {
      if (e.isPassing) {
        throw e;
      }
      return null;
    });
    if (job && scan === this.#scan) {
      this.#exact = id;
      this.#pinned.add(id);
      this.#take(job);
    }
  }

  async #pages(scan, wanted) {
    let last = '';
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const page = await this.#socket.call('jobs.list', {
        ...toParams(this.#filter),
        page_size: PAGE,
        ...(this.#token === null ? {} : { page_token: this.#token }),
      });
      if (scan !== this.#scan) {
        throw new Superseded();
      }
      page.jobs.forEach((job) => this.#gone.has(job.task_id) || this.#take(job));
      this.scanned += page.jobs.length;
      last = page.jobs.at(-1)?.created_at ?? last;
      this.#token = page.next_page_token;
      if (last && last < this.#since) {
        this.#token = null; // The list comes newest first: what follows is older still.
      }
      if (this.#token === null || this.#seen.size >= wanted) {
        break;
      }
      this.#listener.moved();
    }
    this.#settle(this.#token === null ? '' : last);
  }

  /** From here on older jobs are not followed, nor kept if a change brought them in during the scan. */
  #settle(floor) {
    this.#floor = floor;
    for (const [id, job] of this.held) {
      if (!this.#isWithin(job)) {
        this.#delete(id);
      }
    }
  }

  #isWithin(job) {
    const isPinned = this.#pinned.has(job.task_id);
    return isPinned || (job.created_at >= this.#floor && job.created_at >= this.#since);
  }

  #take(job) {
    const id = job.task_id;
    const before = this.held.get(id);
    // The first word of a server always holds: it may be another one, of a store as it was before.
    if (this.#seen.has(id) && isOlder(job, before)) {
      return;
    }
    if (!accepts(this.#filter, job) || !this.#isWithin(job)) {
      this.#delete(id);
      return;
    }
    this.#seen.add(id);
    this.held.set(id, job);
    this.#listener.changed(job);
    if (!before) {
      this.#listener.moved();
    }
  }

  #delete(id) {
    this.#seen.delete(id);
    if (this.held.delete(id)) {
      this.#listener.moved();
    }
  }
}

/** Ends a scan that nobody waits for any more. */
class Superseded extends Error {}
