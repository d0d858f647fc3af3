// One job in the list. Its nodes are made once; afterwards only what differs is written.

import { element, setAttribute, setText } from './dom.js';
import { counts, left, nameOf, note, percent, secondsSince, short, took } from './format.js';

/** A bar that assistive technology reads too. */
export class Bar {
  #fill = element('span', { cls: 'fill' });
  node = element('div', { cls: 'bar' }, this.#fill);

  constructor() {
    this.node.setAttribute('role', 'progressbar');
    this.node.setAttribute('aria-valuemin', '0');
    this.node.setAttribute('aria-valuemax', '100');
  }

  show(job) {
    const known = job.progress !== null;
    setAttribute(this.node, 'aria-label', `Progress of ${nameOf(job)}`);
    setAttribute(this.node, 'aria-valuenow', known ? String(percent(job)) : null);
    this.node.classList.toggle('unknown', !known);
    // By the object model, which the Content-Security-Policy allows, not as an inline style, which it does not.
    this.#fill.style.setProperty('--done', known ? job.progress : 0);
  }
}

export class Row {
  #link = element('a', { cls: 'title' });
  #id = element('span', { cls: 'mono' });
  #type = element('span', { cls: 'type' });
  #status = element('span', { cls: 'status' });
  #note = element('span', { cls: 'note' });
  #step = element('span', { cls: 'step' });
  #error = element('span', { cls: 'error' });
  #counts = element('span', { cls: 'counts' });
  #percent = element('span', { cls: 'percent' });
  #age = element('time', { cls: 'age' });
  #left = element('span', { cls: 'left' });
  #bar = new Bar();
  #job = null;

  node = element(
    'li',
    { cls: 'row' },
    element('div', { cls: 'cell-status' }, this.#status, this.#note),
    element('div', { cls: 'cell-job' }, this.#link, element('div', { cls: 'sub' }, this.#id, this.#type)),
    element(
      'div',
      { cls: 'cell-progress' },
      element('div', { cls: 'words' }, this.#step, this.#error, this.#counts),
      element('div', { cls: 'measure' }, this.#bar.node, this.#percent),
    ),
    element('div', { cls: 'cell-time' }, this.#age, this.#left),
  );

  /** The job that this row was last drawn with. */
  get job() {
    return this.#job;
  }

  get link() {
    return this.#link;
  }

  show(job) {
    if (job === this.#job) {
      return;
    }
    this.#job = job;
    this.node.dataset.id = job.task_id;
    setAttribute(this.node, 'data-status', job.stalled ? 'stalled' : job.status);
    setText(this.#link, nameOf(job));
    setText(this.#id, job.title ? job.task_id : '');
    setText(this.#type, job.type);
    setText(this.#status, job.status);
    setText(this.#note, note(job));
    setText(this.#step, job.current_step);
    setText(this.#error, job.error ?? '');
    this.node.classList.toggle('wrong', job.error !== null);
    setText(this.#counts, counts(job));
    const value = percent(job);
    setText(this.#percent, value === null ? '' : `${value}\u00a0%`);
    setAttribute(this.#age, 'datetime', job.created_at);
    this.#bar.show(job);
  }

  /** What changes though the job does not. */
  tick(secondsLeft) {
    setText(this.#age, short(secondsSince(this.#job.created_at)));
    setText(this.#left, secondsLeft === null ? took(this.#job) : left(secondsLeft));
  }

  /** Shows whether it is the open one. */
  mark(isOpen) {
    setAttribute(this.#link, 'aria-current', isOpen ? 'true' : null);
    this.node.classList.toggle('open', isOpen);
  }
}
