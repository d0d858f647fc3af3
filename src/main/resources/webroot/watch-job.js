// Follows jobs on a tracker, for a page that draws its own bars. All jobs of one server share one WebSocket; where none
// gets through they are followed over event streams, else by polling.

export const HOME = new URL('.', import.meta.url).href;
const TERMINAL = new Set(['completed', 'failed', 'cancelled']);
const LONGEST_DELAY = 15_000;
const POLL = 2_000;
const FIRST_EVENT_DEADLINE = 5_000; // An event stream that says nothing for so long is held up on its way.
const MOST_STREAMS = 4; // A browser opens six connections per server with HTTP/1.1, and the page needs some too.

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

/** The jobs that this page follows on one server. */
class Feed {
  #base;
  #token;
  #topics = new Map();
  #socket = null;
  #isWithoutSocket;
  #streams = 0;
  #attempt = 0;
  #timer = 0;

  constructor(base, token) {
    this.#base = base;
    this.#token = token;
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
      topic.callbacks.delete(callback);
      if (topic.callbacks.size === 0) {
        this.#end(topic);
      }
    };
  }

  #end(topic) {
    topic.abort.abort();
    if (this.#topics.get(topic.id) === topic) {
      this.#topics.delete(topic.id);
    }
    if (topic.watch !== null && this.#socket?.readyState === WebSocket.OPEN) {
      this.#send('jobs.unwatch', { watch: topic.watch }, null);
    }
    if (this.#topics.size === 0) {
      clearTimeout(this.#timer);
      this.#socket?.close();
      this.#socket = null;
    }
  }

  #take(topic, job) {
    topic.take(job);
    if (topic.reason) {
      this.#end(topic);
    }
  }

  #over(topic, reason) {
    topic.over(reason);
    this.#end(topic);
  }

  #start(topic) {
    if (this.#isWithoutSocket) {
      this.#followAlone(topic);
    } else if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#watchOverSocket(topic);
    } else if (this.#socket === null) {
      this.#connect();
    }
  }

  // --- one WebSocket for all

  #connect() {
    clearTimeout(this.#timer);
    const url = new URL('api/ws', this.#base);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url);
    this.#socket = socket;
    let opened = false;
    socket.onopen = () => {
      opened = true;
      this.#attempt = 0;
      this.#topics.forEach((topic) => this.#watchOverSocket(topic));
    };
    socket.onmessage = (event) => this.#receive(JSON.parse(event.data));
    socket.onclose = () => socket === this.#socket && this.#lost(opened);
  }

  #watchOverSocket(topic) {
    topic.watch = null;
    this.#send('jobs.watch', { task_id: topic.id }, topic.id);
  }

  #send(method, params, id) {
    this.#socket.send(JSON.stringify({ jsonrpc: '2.0', method, params, ...(id === null ? {} : { id }) }));
  }

  #receive({ id, method, params, result, error }) {
    const topic = this.#topics.get(id ?? params?.task_id ?? params?.job?.task_id);
    if (!topic) {
      return;
    }
    if (method === 'jobs.changed') {
      this.#take(topic, params.job);
    } else if (method === 'jobs.removed') {
      this.#over(topic, params.reason);
    } else if (result) {
      topic.watch = result.watch;
      result.jobs.forEach((job) => this.#take(topic, job));
    } else if (error) {
      this.#refused(topic, error.data?.status);
    }
  }

  /** A server that is busy, or that has too many watches, is asked in another way. */
  #refused(topic, status) {
    const reason = { 400: 'unknown', 401: 'denied', 403: 'denied', 404: 'unknown', 410: 'gone' }[status];
    if (reason) {
      this.#over(topic, reason);
    } else {
      this.#followAlone(topic);
    }
  }

  /** Was it the WebSocket that did not get through, or is the server away? One plain request tells. */
  async #lost(opened) {
    this.#socket = null;
    const someone = this.#topics.values().next().value;
    const isBlocked = someone && !opened && (await this.#answers(someone));
    if (this.#socket) {
      return; // Another job began meanwhile and with it another try.
    }
    if (isBlocked) {
      this.#isWithoutSocket = true;
      this.#topics.forEach((topic) => this.#followAlone(topic));
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#socket ?? (this.#topics.size && this.#connect()), backoff(this.#attempt++));
  }

  #answers(topic) {
    return this.#request(topic, '').then(() => true, () => false);
  }

  // --- a stream per job, or polling

  #request(topic, suffix, accept = 'application/json') {
    return fetch(new URL(`api/jobs/${encodeURIComponent(topic.id)}${suffix}`, this.#base), {
      headers: { Accept: accept, ...(this.#token === null ? {} : { Authorization: `Bearer ${this.#token}` }) },
      cache: 'no-cache', // Asks each time; the browser sends the ETag by itself and needs no preflight for it.
      signal: topic.abort.signal,
    });
  }

  async #followAlone(topic) {
    let failures = 0;
    while (!topic.abort.signal.aborted) {
      try {
        await (this.#streams < MOST_STREAMS && topic.mayStream ? this.#stream(topic) : this.#poll(topic));
        failures = 0;
      } catch {
        failures++; // Not reachable for now; what is shown stays.
      }
      await pause(failures ? backoff(failures) : POLL, topic.abort.signal);
    }
  }

  async #poll(topic) {
    const answer = await this.#request(topic, '');
    if (answer.ok) {
      this.#take(topic, await answer.json());
    } else if (answer.status < 500 && answer.status !== 429) {
      this.#over(topic, { 410: 'gone', 401: 'denied', 403: 'denied' }[answer.status] ?? 'unknown');
    }
  }

  /** Reads `text/event-stream` by hand, as an EventSource sends no header. Ends when the server does. */
  async #stream(topic) {
    this.#streams++;
    try {
      const answer = await this.#request(topic, '/events', 'text/event-stream');
      topic.mayStream = answer.ok && Boolean(answer.headers.get('Content-Type')?.startsWith('text/event-stream'));
      await (topic.mayStream ? this.#read(topic, answer.body) : this.#poll(topic));
    } finally {
      this.#streams--;
    }
  }

  async #read(topic, body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    const deadline = setTimeout(() => {
      topic.mayStream = false;
      reader.cancel();
    }, FIRST_EVENT_DEADLINE);
    let rest = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(deadline);
      const events = (rest + part.value).split(/\r?\n\r?\n/);
      rest = events.pop();
      events.forEach((event) => this.#event(topic, event));
    }
    clearTimeout(deadline);
  }

  #event(topic, text) {
    const fields = (name) =>
      text.split(/\r?\n/).filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trim());
    const data = fields('data').join('\n');
    if (data && !topic.reason) {
      if (fields('event')[0] === 'removed') {
        this.#over(topic, JSON.parse(data).reason);
      } else {
        this.#take(topic, JSON.parse(data));
      }
    }
  }
}

/** One job that is followed, and who wants to know. */
class Topic {
  callbacks = new Set();
  abort = new AbortController();
  job = null;
  reason = null;
  watch = null;
  mayStream = true;

  constructor(id) {
    this.id = id;
  }

  /** `updated_at` rises with every change, and as text: what is not newer is no news. */
  take(job) {
    if (this.reason || (this.job && job.updated_at <= this.job.updated_at)) {
      return;
    }
    this.job = job;
    this.reason = TERMINAL.has(job.status) ? job.status : null;
    this.#tell();
  }

  over(reason) {
    if (!this.reason) {
      this.reason = reason;
      this.#tell();
    }
  }

  #tell() {
    for (const callback of [...this.callbacks]) {
      try {
        callback(this.job, { ended: this.reason !== null, reason: this.reason });
      } catch (e) {
        reportError(e); // One listener that fails must not keep the others from the news.
      }
    }
  }
}

const backoff = (attempt) => Math.min(LONGEST_DELAY, 500 * 2 ** Math.max(0, attempt)) * (0.75 + Math.random() / 2);

function pause(millis, signal) {
  return new Promise((resolve) => {
    setTimeout(resolve, millis);
    signal.addEventListener('abort', resolve, { once: true });
  });
}
