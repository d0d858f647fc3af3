// Types and labels as chips: a click on one filters by it.

import { element } from './dom.js';

/** The parts of a task id: its type, which is a chip, and what tells it apart. */
export function idNodes(job) {
  return [typeChip(job), element('span', { cls: 'id-end', text: job.task_id.slice(job.type.length) })];
}

const typeChip = ({ type }) => chip(type, 'type', type, `Show only jobs of the type ${type}`);

/** At most so many, as a row is one line; the open job shows all. */
export function labelChips(labels, most = Infinity) {
  return Object.entries(labels)
    .slice(0, most)
    .map(([key, value]) => chip(`${key}:${value}`, 'label', `${key}:${value}`, 'Show only jobs with this label'));
}

function chip(text, kind, value, title) {
  const made = element('button', { cls: 'chip', type: 'button', text, title, tabIndex: -1 });
  made.dataset[kind] = value;
  return made;
}

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
