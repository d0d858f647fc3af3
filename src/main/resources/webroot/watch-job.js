// Follows jobs on a tracker, for a page that draws its own bars. All jobs of one server share one WebSocket; where none
// gets through they are followed over event streams, else by polling.

import { Alone } from './watch/alone.js';
import { backoff } from './watch/backoff.js';
import { Topic } from './watch/topic.js';

export const HOME = new URL('.', import.meta.url).href;

const ENDS = { 400: 'unknown', 401: 'denied', 403: 'denied', 404: 'unknown', 410: 'gone' };
const feeds = new Map();

/**
 * Follows one job. `callback(job, {ended, reason})` is called with its present state and after every change; the last
 * time with `ended` true and the reason: the terminal status, why the record went (deleted, expired, evicted, cleared,
 * gone), unknown, or denied. The job is null if it was never seen. Options: `server`, `token`. Answers with a function
 * that ends it.
 */
export function watchJob(id, callback, { server = HOME, token = null } = {}) {
  const base = new URL(server.endsWith('/') ? server : `${server}/`, document.baseURI).href;
  const key = JSON.stringify([base, token]);
  if (!feeds.has(key)) {
    feeds.set(key, new Feed(base, token));
  }
  return feeds.get(key).watch(id, callback);
}

/** The jobs that this page follows on one server: over one WebSocket while that gets through. */
class Feed {
  #url;
  #alone;
  #topics = new Map();
  #socket = null;
  #isWithoutSocket;
  #attempt = 0;
  #timer = 0;

  constructor(base, token) {
    this.#url = new URL('api/ws', base);
    this.#url.protocol = this.#url.protocol.replace('http', 'ws');
    this.#alone = new Alone(base, token, this);
    // A WebSocket cannot carry the header, and a token has no place in a URL.
    this.#isWithoutSocket = token !== null;
  }

  watch(id, callback) {
    let topic = this.#topics.get(id);
    if (!topic || topic.reason) {
      this.#topics.set(id, (topic = new Topic(id)));
      this.#start(topic);
    } else if (topic.job) {
      queueMicrotask(() => topic.callbacks.has(callback) && callback(topic.job, { ended: false, reason: null }));
    }
    topic.callbacks.add(callback);
    return () => {
      if (topic.callbacks.delete(callback) && topic.callbacks.size === 0) {
        this.#end(topic);
      }
    };
  }

  take(topic, job) {
    topic.take(job);
    if (topic.reason) {
      this.#end(topic);
    }
  }

  over(topic, reason) {
    topic.over(reason);
    this.#end(topic);
  }

  #end(topic) {
    topic.abort.abort();
    if (this.#topics.get(topic.id) !== topic) {
      return; // Ended before, and perhaps followed anew since.
    }
    this.#topics.delete(topic.id);
    this.#unwatch(topic.watch);
    if (this.#topics.size === 0) {
      clearTimeout(this.#timer);
      this.#socket?.close();
      this.#socket = null;
    }
  }

  #start(topic) {
    if (this.#isWithoutSocket) {
      this.#alone.follow(topic);
    } else if (this.#isOpen) {
      this.#watch(topic);
    } else if (this.#socket === null) {
      this.#connect();
    }
  }

  get #isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  #connect() {
    clearTimeout(this.#timer);
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    let opened = false;
    socket.onopen = () => {
      opened = true;
      this.#topics.forEach((topic) => topic.isAlone || this.#watch(topic));
    };
    socket.onmessage = (event) => socket === this.#socket && this.#receive(JSON.parse(event.data));
    socket.onclose = () => socket === this.#socket && this.#lost(opened);
  }

  #watch(topic) {
    topic.watch = null;
    this.#send({ method: 'jobs.watch', params: { task_id: topic.id }, id: topic.id });
  }

  #unwatch(watch) {
    if (watch !== null && this.#isOpen) {
      this.#send({ method: 'jobs.unwatch', params: { watch } });
    }
  }

  #send(call) {
    this.#socket.send(JSON.stringify({ jsonrpc: '2.0', ...call }));
  }

  #receive({ id, method, params, result, error }) {
    this.#attempt = 0; // Only a word shows that the server is well; one that closes each new socket must not be hurried.
    const topic = this.#topics.get(id ?? params?.task_id ?? params?.job?.task_id);
    if (!topic) {
      this.#unwatch(result?.watch ?? null); // Nobody wants it any more.
    } else if (method === 'jobs.changed') {
      this.take(topic, params.job);
    } else if (method === 'jobs.removed') {
      this.over(topic, params.reason);
    } else if (result) {
      topic.watch = result.watch;
      result.jobs.forEach((job) => this.take(topic, job));
    } else if (error && ENDS[error.data?.status]) {
      this.over(topic, ENDS[error.data.status]);
    } else if (error) {
      this.#alone.follow(topic); // A server that is busy, or that has too many watches, is asked in another way.
    }
  }

  /** Was it the WebSocket that did not get through, or is the server away? One plain request tells. */
  async #lost(opened) {
    this.#socket = null;
    const attempt = this.#attempt++;
    const someone = this.#topics.values().next().value;
    // Not at the first time: a server that just comes up may answer one a moment after it refused the other.
    const isBlocked = someone && !opened && attempt > 0 && (await this.#alone.answers(someone));
    if (this.#socket || this.#topics.size === 0) {
      return; // Another job began meanwhile and with it another try, or nobody waits any more.
    }
    if (isBlocked) {
      this.#isWithoutSocket = true;
      this.#topics.forEach((topic) => this.#alone.follow(topic));
    } else {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#socket ?? (this.#topics.size && this.#connect()), backoff(attempt));
    }
  }
}
