// The parts of an open job that are lists of keys and values.

import { byId, element, setAttribute, setHidden, setText } from './dom.js';
import { duration, isLive, local, number, secondsBetween, secondsSince } from './format.js';

/** A `<dl>` whose entries are made once per name and then only written to. */
class Entries {
  #list;
  #values = new Map();

  constructor(list) {
    this.#list = list;
  }

  text(name, value) {
    setText(this.#value(name, () => element('dd')), value ?? '–');
  }

  /** An instant in local time; the exact one, in UTC, on hover. */
  instant(name, value) {
    const node = this.#value(name, () => element('dd', {}, element('time')));
    const time = node.firstChild;
    setText(time, value === null ? '–' : local(value));
    setAttribute(time, 'datetime', value);
    setAttribute(time, 'title', value);
  }

  #value(name, make) {
    let node = this.#values.get(name);
    if (!node) {
      this.#values.set(name, (node = make()));
      this.#list.append(element('div', {}, element('dt', { text: name }), node));
    }
    return node;
  }
}

export class Record {
  #times = new Entries(byId('detail-times'));
  #record = new Entries(byId('detail-record'));
  #labels = byId('detail-labels');
  #shown = '';

  show(job) {
    this.showTimes(job);
    const record = this.#record;
    record.text('type', job.type);
    record.text('status', job.status);
    record.text('stalled', job.stalled ? 'yes' : 'no');
    record.text('progress', job.progress === null ? 'not known' : String(Number(job.progress.toFixed(6))));
    record.text('done', job.done === null ? null : number(job.done));
    record.text('total', job.total === null ? null : number(job.total));
    record.text('unit', job.unit);
    record.text('cancel requested', job.cancel_requested ? 'yes' : 'no');
    record.text('cancel reason', job.cancel_reason);
    record.text('heartbeat timeout', duration(job.heartbeat_timeout));
    record.text('lost after', duration(job.lost_after));
    record.text('revision', number(job.revision));
    this.#showLabels(job.labels);
  }

  /** Also called once a second: the durations of a live job grow. */
  showTimes(job) {
    const times = this.#times;
    times.instant('created', job.created_at);
    times.instant('started', job.started_at);
    times.instant('updated', job.updated_at);
    times.instant('finished', job.finished_at);
    times.instant('forgotten at', job.expires_at);
    times.text('waited', waited(job));
    times.text('ran for', ran(job));
  }

  /** Fixed at creation, so drawn once per job. A label is a button that filters by it. */
  #showLabels(labels) {
    const texts = Object.entries(labels).map(([key, value]) => `${key}:${value}`);
    if (JSON.stringify(texts) === this.#shown) {
      return;
    }
    this.#shown = JSON.stringify(texts);
    const chips = texts.map((text) =>
      element('button', { cls: 'chip', type: 'button', text, title: 'Filter by this label' }),
    );
    chips.forEach((chip, index) => (chip.dataset.label = texts[index]));
    this.#labels.replaceChildren(...chips);
    setHidden(byId('detail-labelled'), chips.length === 0);
  }
}

function waited(job) {
  const end = job.started_at ?? job.finished_at;
  return duration(end === null ? secondsSince(job.created_at) : secondsBetween(job.created_at, end));
}

function ran(job) {
  if (job.started_at === null) {
    return null;
  }
  return duration(isLive(job) ? secondsSince(job.started_at) : secondsBetween(job.started_at, job.finished_at));
}
