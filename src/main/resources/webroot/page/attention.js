// Finds what needs somebody though it is too far down the list to be loaded: stalled jobs, and those that failed lately.

import { needsAttention } from './order.js';

const SPACING = 5_000;
const MOST = 5;

export class Attention {
  #socket;
  #view;
  #list;
  #askedAt = -Infinity;

  constructor(socket, view, list) {
    this.#socket = socket;
    this.#view = view;
    this.#list = list;
  }

  /** To be called with each new count of the jobs. */
  async look({ by_status: counts, stalled }) {
    if (this.#view.isFiltered || this.#list.isLoading || performance.now() - this.#askedAt < SPACING) {
      return;
    }
    this.#askedAt = performance.now();
    const ask = (count, params) =>
      count > 0 ? this.#socket.call('jobs.list', { ...params, page_size: MOST }) : { jobs: [] };
    try {
      const pages = await Promise.all([ask(stalled, { stalled: true }), ask(counts.failed, { status: 'failed' })]);
      const jobs = pages.flatMap((page) => page.jobs).filter(needsAttention);
      if (!this.#view.isFiltered && !this.#list.isLoading) {
        this.#list.pin(jobs);
      }
    } catch {
      // Not connected, or not allowed: the list shows what it has.
    }
  }
}
