// The list on the screen: a row per job, keyed by its id, in steady order, drawn at most once per frame.

import { filterBy } from './chips.js';
import { byId, oncePerFrame } from './dom.js';
import { inOrder } from './order.js';
import { Row } from './row.js';

const STILL = 700; // Milliseconds without a move of the pointer before rows may come and go below it.
const REORDER = 10; // Seconds.

export class Rows {
  #list = byId('rows');
  #rows = new Map();
  #changed = new Set();
  #isMoved = true;
  #movedAt = 0;
  #again = 0;
  #held;
  #view;
  #pace;
  #drawn;
  #picks;
  #ticks = 0;
  #current = null;
  #draw = oncePerFrame(() => this.#drawNow());

  /** Draws the jobs of `held` (a live map), of which `picks` are chosen; `drawn` is called after each frame. */
  constructor({ held, view, pace, picks, drawn }) {
    this.#held = held;
    this.#view = view;
    this.#pace = pace;
    this.#drawn = drawn;
    this.#picks = picks;
    this.#list.addEventListener('click', (event) => this.#clicked(event));
    this.#list.addEventListener('keydown', (event) => this.#pressed(event));
    this.#list.addEventListener('focusin', (event) => this.#makeCurrent(event.target.closest('.row')));
    this.#list.addEventListener('pointermove', () => (this.#movedAt = performance.now()));
    view.onChange((now, before) => now.job !== before.job && this.#mark(before.job, now.job));
    setInterval(() => this.#tick(), 1000);
  }

  get size() {
    return this.#rows.size;
  }

  changed(job) {
    this.#changed.add(job.task_id);
    this.#draw();
  }

  moved() {
    this.#isMoved = true;
    this.#draw();
  }

  /** Moves the focus to the row of a job that was open, or to the list. */
  focus(id) {
    (this.#rows.get(id)?.link ?? byId('jobs')).focus({ preventScroll: true });
  }

  /** The id of the next job (1) or the one before (-1), from a job or else from where the keyboard is; or null. */
  neighbour(id, step) {
    const row = this.#rows.get(id)?.node ?? (this.#list.contains(document.activeElement) ? this.#current : null);
    const next = row ? (step > 0 ? row.nextElementSibling : row.previousElementSibling) : this.#list.firstElementChild;
    return next?.dataset.id ?? null;
  }

  /** The id of the row that the keyboard is at, or null. */
  get focused() {
    return document.activeElement.closest?.('.row')?.dataset.id ?? null;
  }

  showPicks() {
    if (this.#picks.isOn) {
      for (const [id, row] of this.#rows) {
        row.pick(this.#picks.has(id));
      }
    }
  }

  #drawNow() {
    for (const id of this.#changed) {
      const row = this.#rows.get(id);
      const job = this.#held.get(id);
      if (row && job) {
        row.show(job);
        const wasFirst = row.node.classList.contains('attention');
        row.tick(this.#pace.secondsLeft(job));
        this.#isMoved ||= wasFirst !== row.node.classList.contains('attention') || this.#view.view.order !== 'newest';
      }
    }
    this.#changed.clear();
    if (this.#isMoved && this.#mayMove()) {
      this.#isMoved = false;
      this.#arrange();
    }
    this.#drawn();
  }

  /** Nothing shifts under a pointer on its way to a row: what comes and goes waits until it rests. */
  #mayMove() {
    const rest = STILL - (performance.now() - this.#movedAt);
    if (rest <= 0 || this.#rows.size === 0 || !this.#list.matches(':hover')) {
      return true;
    }
    clearTimeout(this.#again);
    this.#again = setTimeout(this.#draw, rest);
    return false;
  }

  #arrange() {
    for (const [id, row] of this.#rows) {
      if (!this.#held.has(id)) {
        this.#remove(id, row);
      }
    }
    let place = this.#list.firstElementChild;
    const { order } = this.#view.view;
    for (const job of inOrder(this.#held.values(), { order, isFiltered: this.#view.isFiltered })) {
      const row = this.#rows.get(job.task_id) ?? this.#create(job);
      if (row.node === place) {
        place = place.nextElementSibling;
      } else {
        this.#list.insertBefore(row.node, place);
      }
    }
    if (this.#rows.size > 0 && !this.#current) {
      performance.mark('first rows'); // What a person waits for.
    }
    if (!this.#current?.isConnected) {
      this.#makeCurrent(this.#list.firstElementChild);
    }
  }

  #create(job) {
    const row = new Row();
    row.show(job);
    row.tick(this.#pace.secondsLeft(job));
    row.link.href = this.#view.urlOf({ job: job.task_id });
    row.mark(job.task_id === this.#view.view.job);
    if (this.#picks.isOn) {
      row.pick(this.#picks.has(job.task_id));
    }
    this.#rows.set(job.task_id, row);
    return row;
  }

  /** A row that had the focus hands it to its neighbour, so that the keyboard does not start over. */
  #remove(id, row) {
    if (row.node.contains(document.activeElement)) {
      const next = row.node.nextElementSibling ?? row.node.previousElementSibling;
      (next?.querySelector('a') ?? byId('jobs')).focus({ preventScroll: true });
    }
    row.node.remove();
    this.#rows.delete(id);
  }

  #mark(before, now) {
    this.#rows.get(before)?.mark(false);
    this.#rows.get(now)?.mark(true);
  }

  /** Links carry the filters too; those of rows that go with the next frame need not. */
  relink() {
    for (const [id, row] of this.#rows) {
      if (this.#held.has(id)) {
        row.link.href = this.#view.urlOf({ job: id });
      }
    }
  }

  #tick() {
    if (!document.hidden) {
      for (const row of this.#rows.values()) {
        row.tick(this.#pace.secondsLeft(row.job));
      }
      // Time alone makes a failure old, and a run the longest.
      if (++this.#ticks % REORDER === 0) {
        this.moved();
      }
    }
  }

  #clicked(event) {
    const row = event.target.closest('.row');
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
    if (event.target.closest('.pick')) {
      this.#picks.toggle(row.dataset.id);
    } else if (row && plain && !filterBy(event.target, this.#view)) {
      // Not only on the link that covers the row: a row that has just come into view may not have its parts yet.
      event.preventDefault();
      this.#view.change({ job: row.dataset.id });
    }
  }

  /** One stop of the Tab key for the whole list; arrows go on from there, also sideways to a row's box. */
  #makeCurrent(row) {
    const link = (node) => node?.querySelector('.title');
    if (row !== this.#current) {
      link(this.#current)?.setAttribute('tabindex', '-1');
      this.#current = row;
      link(row)?.setAttribute('tabindex', '0');
    }
  }

  #pressed(event) {
    const row = event.target.closest('.row');
    const neighbours = {
      ArrowDown: () => row.nextElementSibling,
      ArrowUp: () => row.previousElementSibling,
      Home: () => this.#list.firstElementChild,
      End: () => this.#list.lastElementChild,
    };
    const next = row && neighbours[event.key]?.();
    const sideways = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (next) {
      event.preventDefault();
      next.querySelector('a').focus();
    } else if (row && sideways) {
      const stops = [...row.querySelectorAll('.pick, a')].filter((stop) => stop.checkVisibility());
      stops[stops.indexOf(document.activeElement) + sideways]?.focus();
    }
  }
}
