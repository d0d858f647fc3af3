// What is looked at, kept in the URL, so that a view can be shared, reloaded and gone back to.

import { ROOT } from './root.js';

export const STATUSES = ['running', 'pending', 'stalled', 'completed', 'failed', 'cancelled'];
export const ORDERS = ['newest', 'longest', 'finished'];

/** Ranges of time by their names in the URL, in seconds. */
export const RANGES = { '1h': 3_600, '24h': 86_400, '7d': 604_800 };

const ALONE = /^jobs\/([^/]+)$/; // A job on a page of its own, as a path below the root.

function read() {
  const query = new URLSearchParams(location.search);
  const known = (key, values) => (values.includes(query.get(key)) ? query.get(key) : '');
  const alone = location.pathname.slice(ROOT.pathname.length).match(ALONE);
  return {
    statuses: STATUSES.filter((status) => query.getAll('status').includes(status)),
    type: query.get('type') ?? '',
    labels: query.getAll('label').filter((label) => label.includes(':')),
    search: query.get('q') ?? '',
    since: known('since', Object.keys(RANGES)),
    order: known('order', ORDERS) || 'newest',
    job: alone ? decodeURIComponent(alone[1]) : query.get('job'),
    isAlone: alone !== null,
  };
}

/** A view as a URL. */
function toUrl({ statuses, type, labels, search, since, order, job, isAlone }) {
  const query = new URLSearchParams();
  const set = (key, value) => value && query.set(key, value);
  statuses.forEach((status) => query.append('status', status));
  set('type', type);
  labels.forEach((label) => query.append('label', label));
  set('q', search);
  set('since', since);
  set('order', order === 'newest' ? '' : order);
  set('job', isAlone ? '' : job);
  const path = isAlone && job ? `${ROOT.pathname}jobs/${encodeURIComponent(job)}` : ROOT.pathname;
  return query.size > 0 ? `${path}?${query}` : path;
}

/** Calls its listeners with (view, before) after every change, whoever made it. */
export class ViewState {
  #view = read();
  #listeners = [];

  constructor() {
    addEventListener('popstate', () => this.#become(read()));
  }

  get view() {
    return this.#view;
  }

  get isFiltered() {
    const { statuses, type, labels, search, since } = this.#view;
    return Boolean(statuses.length || type || labels.length || search || since);
  }

  onChange(listener) {
    this.#listeners.push(listener);
  }

  /** The link that a row carries, so that it can be opened in a tab of its own. */
  urlOf(changes) {
    return toUrl({ ...this.#view, ...changes });
  }

  /** Filters replace the present entry of the history; opening a job makes one, so that Back closes it. */
  change(changes) {
    const view = { ...this.#view, ...changes };
    const opens = view.job !== this.#view.job && view.job !== null && this.#view.job === null;
    history[opens ? 'pushState' : 'replaceState'](null, '', toUrl(view));
    this.#become(view);
  }

  addLabel(label) {
    const { labels } = this.#view;
    if (!labels.includes(label)) {
      this.change({ labels: [...labels, label] });
    }
  }

  #become(view) {
    const before = this.#view;
    this.#view = view;
    this.#listeners.forEach((listener) => listener(view, before));
  }
}
