// Tells what ended: to who listens to the page, bundled; in the title of the tab; and, for who asked, as a notification.

import { byId, setText } from './dom.js';
import { ending, isLive, nameOf, number, percent } from './format.js';

const BUNDLE = 2_000; // Milliseconds in which ends are gathered to one sentence.
const MOST_NAMED = 2;
const MARKS = { completed: '✓', failed: '✗', cancelled: '–' };
const NAME = 'Job tracker';

export class Teller {
  #lives = new Set();
  #ended = [];
  #timer = 0;
  #bells = new Set();
  #running = 0;
  #open = null;

  /** To be called with each state of a job. Only an end that this page has seen come is told. */
  see(job) {
    if (isLive(job)) {
      this.#lives.add(job.task_id);
    } else if (this.#lives.delete(job.task_id)) {
      this.#ended.push(job);
      this.#timer ||= setTimeout(() => this.#say(), BUNDLE);
      this.#ring(job);
    }
  }

  /** Drops what the page does not follow any more. */
  keepOnly(wanted) {
    for (const id of this.#lives) {
      if (!wanted(id)) {
        this.#lives.delete(id);
      }
    }
  }

  #say() {
    const ended = this.#ended.splice(0);
    this.#timer = 0;
    if (ended.length <= MOST_NAMED) {
      setText(byId('told'), ended.map((job) => `${nameOf(job)}: ${job.status}`).join('. '));
      return;
    }
    const counts = Object.keys(MARKS).map((status) => [ended.filter((job) => job.status === status).length, status]);
    const parts = counts.filter(([count]) => count > 0).map(([count, status]) => `${number(count)} ${status}`);
    setText(byId('told'), `${number(ended.length)} jobs ended: ${parts.join(', ')}`);
  }

  hasBell(id) {
    return this.#bells.has(id);
  }

  /** Whether the browser will notify when this job ends; asks for the permission first. */
  async setBell(id, isOn) {
    this.#bells.delete(id);
    if (isOn && (await Notification.requestPermission()) === 'granted') {
      this.#bells.add(id);
    }
    return this.#bells.has(id);
  }

  #ring(job) {
    if (this.#bells.delete(job.task_id)) {
      new Notification(nameOf(job), { body: ending(job), tag: job.task_id });
    }
  }

  /** The title of the tab: how the open job stands, else how many run. */
  title({ running = this.#running, open = this.#open }) {
    this.#running = running;
    this.#open = open;
    const value = open && isLive(open) ? percent(open) : null;
    const mark = open && (isLive(open) ? (value === null ? '…' : `${value}\u00a0%`) : MARKS[open.status]);
    const words = open ? `${mark} ${nameOf(open)} · ${NAME}` : running > 0 ? `(${number(running)}) ${NAME}` : NAME;
    if (document.title !== words) {
      document.title = words;
    }
  }
}
