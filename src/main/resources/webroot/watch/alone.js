// Follows a job by itself, over plain HTTP: an event stream, or polling where none gets through.

import { backoff, pause } from './backoff.js';

const POLL = 2_000;
const FIRST_EVENT_DEADLINE = 5_000; // A stream that says nothing for so long is held up on its way.
const MOST_STREAMS = 4; // A browser opens six connections per server with HTTP/1.1, and the page needs some too.
const ENDS = { 401: 'denied', 403: 'denied', 410: 'gone' };

export class Alone {
  #base;
  #token;
  #listener;
  #streams = 0;

  /** The listener has `take(topic, job)` and `over(topic, reason)`. */
  constructor(base, token, listener) {
    this.#base = base;
    this.#token = token;
    this.#listener = listener;
  }

  /** Goes on until the topic is aborted, once for each topic however often it is asked for. */
  async follow(topic) {
    if (topic.isAlone) {
      return;
    }
    topic.isAlone = true;
    let failures = 0;
    while (!topic.abort.signal.aborted) {
      try {
        await (topic.mayStream && this.#streams < MOST_STREAMS ? this.#stream(topic) : this.#poll(topic));
        failures = 0;
      } catch {
        failures++; // Not reachable for now; what is shown stays.
      }
      await pause(failures ? backoff(failures) : POLL, topic.abort.signal);
    }
  }

  /** Whether the server can be reached at all, whatever it says. */
  answers(topic) {
    return this.#request(topic, '').then(() => true, () => false);
  }

  #request(topic, suffix, accept = 'application/json') {
    return fetch(new URL(`api/jobs/${encodeURIComponent(topic.id)}${suffix}`, this.#base), {
      headers: { Accept: accept, ...(this.#token === null ? {} : { Authorization: `Bearer ${this.#token}` }) },
      cache: 'no-cache', // Asks each time; the browser sends the ETag by itself and needs no preflight for it.
      signal: topic.abort.signal,
    });
  }

  async #poll(topic) {
    const answer = await this.#request(topic, '');
    if (answer.ok) {
      this.#listener.take(topic, await answer.json());
    } else if (answer.status < 500 && answer.status !== 429) {
      this.#listener.over(topic, ENDS[answer.status] ?? 'unknown');
    } else {
      throw new Error(`The server answered ${answer.status}.`);
    }
  }

  /** Ends when the server ends the stream. */
  async #stream(topic) {
    this.#streams++;
    try {
      const answer = await this.#request(topic, '/events', 'text/event-stream').catch(() => null);
      if (answer?.ok && answer.headers.get('Content-Type')?.startsWith('text/event-stream')) {
        await this.#read(topic, answer.body);
      } else {
        await this.#poll(topic); // Fails too where the server is away; then the stream is not to blame.
        topic.mayStream = false;
      }
    } finally {
      this.#streams--;
    }
  }

  /** Reads `text/event-stream` by hand, as an EventSource sends no header. */
  async #read(topic, body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    const deadline = setTimeout(() => {
      topic.mayStream = false;
      reader.cancel();
    }, FIRST_EVENT_DEADLINE);
    let rest = '';
    try {
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        clearTimeout(deadline);
        const events = (rest + part.value).split(/\r?\n\r?\n/);
        rest = events.pop();
        events.forEach((event) => this.#event(topic, event));
      }
    } finally {
      clearTimeout(deadline);
    }
  }

  #event(topic, text) {
    const fields = (name) =>
      text.split(/\r?\n/).filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trim());
    const data = fields('data').join('\n');
    if (!data) {
      return; // A comment, by which the server shows that it is there.
    }
    if (fields('event')[0] === 'removed') {
      this.#listener.over(topic, JSON.parse(data).reason);
    } else {
      this.#listener.take(topic, JSON.parse(data));
    }
  }
}
