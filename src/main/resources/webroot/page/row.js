// One job in the list. Its nodes are made once; afterwards only what differs is written. A live job has two lines, one
// of them its bar; what is over has one, with its outcome.

import { idNodes, labelChips } from './chips.js';
import { element, setAttribute, setText } from './dom.js';
import { counts, isLive, left, local, nameOf, note, outcome, percent, secondsSince, short } from './format.js';
import { needsAttention } from './order.js';

const MOST_LABELS = 3;

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
  #link = element('a', { cls: 'title', tabIndex: -1 });
  #id = element('span', { cls: 'mono id' });
  #labels = element('span', { cls: 'labels' });
  #status = element('span', { cls: 'status' });
  #note = element('span', { cls: 'note' });
  #step = element('span', { cls: 'step' });
  #counts = element('span', { cls: 'counts' });
  #percent = element('span', { cls: 'percent' });
  #age = element('time', { cls: 'age' });
  #left = element('span', { cls: 'left' });
  #box = null;
  #bar = new Bar();
  #job = null;

  node = element(
    'li',
    { cls: 'row' },
    element('div', { cls: 'cell-status' }, this.#status, this.#note),
    element('div', { cls: 'cell-job' }, this.#link, element('div', { cls: 'sub' }, this.#id, this.#labels)),
    element(
      'div',
      { cls: 'cell-progress' },
      element('div', { cls: 'words' }, this.#step, this.#counts),
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
    // A server that was started anew may know another job by this id.
    const isNew = this.#job?.created_at !== job.created_at;
    this.#job = job;
    const live = isLive(job);
    setAttribute(this.node, 'data-status', job.stalled ? 'stalled' : job.status);
    setText(this.#status, job.status);
    setText(this.#note, note(job));
    const end = live ? null : outcome(job);
    setText(this.#step, live ? job.current_step : end.text);
    setText(this.#counts, live ? counts(job) : end.more);
    const value = percent(job);
    setText(this.#percent, live && value !== null ? `${value}\u00a0%` : '');
    this.node.classList.toggle('over', !live);
    this.#bar.show(job);
    if (isNew) {
      this.#showFixed(job);
    }
  }

  /** What never changes: it is fixed at creation. */
  #showFixed(job) {
    this.node.dataset.id = job.task_id;
    setText(this.#link, nameOf(job));
    this.#link.classList.toggle('mono', !job.title);
    this.#id.replaceChildren(...(job.title ? idNodes(job) : []));
    this.#labels.replaceChildren(...labelChips(job.labels, { most: MOST_LABELS }));
  }

  /** What changes though the job does not. */
  tick(secondsLeft) {
    const job = this.#job;
    const live = isLive(job);
    const at = job.finished_at ?? job.started_at ?? job.created_at;
    const time = short(secondsSince(at));
    setText(this.#age, live ? (job.started_at ? `for ${time}` : `since ${time}`) : `${time} ago`);
    setAttribute(this.#age, 'datetime', at);
    setAttribute(this.#age, 'title', local(at));
    setText(this.#left, secondsLeft === null ? '' : left(secondsLeft));
    this.node.classList.toggle('attention', needsAttention(job));
  }

  /** Shows whether it is the open one. */
  mark(isOpen) {
    setAttribute(this.#link, 'aria-current', isOpen ? 'true' : null);
    this.node.classList.toggle('open', isOpen);
  }

  /** The box comes when somebody begins to select; thousands of hidden ones would cost time. */
  pick(isPicked) {
    if (this.#box === null) {
      this.#box = element('input', { type: 'checkbox', cls: 'pick', tabIndex: -1 });
      setAttribute(this.#box, 'aria-label', `Select ${nameOf(this.#job)}`);
      this.node.prepend(this.#box);
    }
    this.#box.checked = isPicked;
  }
}
