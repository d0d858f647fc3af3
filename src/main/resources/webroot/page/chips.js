// Types and labels as chips: a click on one filters by it. In the open job they are buttons; in the rows, of which there
// may be thousands, they are texts that a pointer may use: the controls above the list do the same for everybody.

import { element } from './dom.js';

/** The parts of a task id: its type, which is a chip, and what tells it apart. */
export function idNodes(job, tag = 'span') {
  const type = chip(tag, job.type, `Show only jobs of the type ${job.type}`);
  type.dataset.type = job.type;
  return [type, element('span', { cls: 'id-end', text: job.task_id.slice(job.type.length) })];
}

/** At most so many, as a row is one line; the open job shows all. */
export function labelChips(labels, { tag = 'span', most = Infinity } = {}) {
  return Object.entries(labels)
    .slice(0, most)
    .map(([key, value]) => {
      const label = chip(tag, `${key}:${value}`, 'Show only jobs with this label');
      label.dataset.label = `${key}:${value}`;
      return label;
    });
}

const chip = (tag, text, title) => element(tag, { cls: 'chip', text, title, ...(tag === 'button' && { type: tag }) });

/** Filters by the chip that was clicked, if one was. */
export function filterBy(target, view) {
  const made = target.closest('.chip');
  if (made?.dataset.label) {
    view.addLabel(made.dataset.label);
  } else if (made?.dataset.type) {
    view.change({ type: made.dataset.type });
  }
  return made !== null;
}
