// The parts of an open job that are lists of keys and values.

import { labelChips } from './chips.js';
import { byId, element, setAttribute, setHidden, setText } from './dom.js';
import { brief, duration, number, secondsBetween, short } from './format.js';
import { isWeb, link } from './links.js';
import { Timeline } from './timeline.js';

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

  /** How long ago an instant was, or how far it is; the local time beside it, and the exact one in UTC on hover. */
  instant(name, value) {
    const node = this.#value(name, () => element('dd', {}, element('time')));
    const time = node.firstChild;
    setText(time, value === null ? '–' : `${relative(value)}, ${brief(value)}`);
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
  #timeline = new Timeline();
  #labels = byId('detail-labels');
  #shown = '';

  show(job) {
    this.showTimes(job);
    const record = this.#record;
    record.text('type', job.type);
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
    this.#timeline.show(job);
    times.instant('created', job.created_at);
    times.instant('started', job.started_at);
    times.instant('updated', job.updated_at);
    times.instant('finished', job.finished_at);
    times.instant('forgotten', job.expires_at);
  }

  /** Fixed at creation, so drawn once per job. A label is a button that filters by it. */
  #showLabels(labels) {
    const text = JSON.stringify(labels);
    if (text !== this.#shown) {
      this.#shown = text;
      const chips = labelChips(labels, { tag: 'button' });
      const links = Object.entries(labels).filter(([, value]) => isWeb(value)).map(([key, value]) => link(value, `Open ${key}`));
      this.#labels.replaceChildren(...chips, ...links);
      setHidden(byId('detail-labelled'), chips.length === 0);
    }
  }
}

/** "3 min ago", or "in 57 min". */
function relative(instant) {
  const seconds = secondsBetween(instant, new Date());
  if (Math.abs(seconds) < 1) {
    return 'now';
  }
  return seconds < 0 ? `in ${short(-seconds)}` : `${short(seconds)} ago`;
}
