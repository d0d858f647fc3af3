// What is looked at, kept in the URL, so that a view can be shared, reloaded and gone back to.

const STATUSES = new Set(['running', 'pending', 'stalled', 'completed', 'failed', 'cancelled']);

function read() {
  const query = new URLSearchParams(location.search);
  const status = query.get('status') ?? '';
  return {
    status: STATUSES.has(status) ? status : '',
    type: query.get('type') ?? '',
    labels: query.getAll('label').filter((label) => label.includes(':')),
    search: query.get('q') ?? '',
    job: query.get('job'),
  };
}

/** The present view with some of it changed, as a relative URL. */
function toUrl(view) {
  const query = new URLSearchParams();
  if (view.status) {
    query.set('status', view.status);
  }
  if (view.type) {
    query.set('type', view.type);
  }
  view.labels.forEach((label) => query.append('label', label));
  if (view.search) {
    query.set('q', view.search);
  }
  if (view.job) {
    query.set('job', view.job);
  }
  const text = query.toString();
  return text ? `?${text}` : location.pathname;
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
    const { status, type, labels, search } = this.#view;
    return Boolean(status || type || labels.length || search);
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
    const opens = view.job !== this.#view.job && view.job !== null;
    history[opens ? 'pushState' : 'replaceState'](null, '', toUrl(view));
    this.#become(view);
  }

  #become(view) {
    const before = this.#view;
    this.#view = view;
    this.#listeners.forEach((listener) => listener(view, before));
  }
}
