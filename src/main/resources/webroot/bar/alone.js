// Follows a job by itself, over plain HTTP: an event stream, or polling where none gets through.

import { backoff, pause } from './backoff.js';

const POLL = 2_000;
const QUIET_STREAM = 4_000; // A stream that says nothing for so long is checked by a plain request,
const REPLY_DEADLINE = 6_000; // which must be answered within this.
const MOST_STREAMS = 4; // A browser opens six connections per server with HTTP/1.1, and the page needs some too.
const ENDS = { 400: 'unknown', 401: 'denied', 403: 'denied', 404: 'unknown', 410: 'gone' };

/** Why a job is over for who asked, by the status of an answer; undefined where the answer may be another later. */
export const endOf = (status) => ENDS[status];

export const bearer = (token) => (token === null ? {} : { Authorization: `Bearer ${token}` });

export class Alone {
  #base;
  #token;
  #listener;
  #streams = 0;

  /** The listener has `take(topic, job)`, which tells whether it was news, `over(topic, reason)`, `heard()` and `lost()`. */
  constructor(base, token, listener) {
    this.#base = base;
    this.#token = token;
    this.#listener = listener;
  }

  /** Goes on until the topic is over, once for each topic however often it is asked for. */
  async follow(topic) {
    if (topic.isAlone) {
      return;
    }
    topic.isAlone = true;
    for (let failures = 0; !topic.signal.aborted; ) {
      const streams = topic.mayStream && this.#streams < MOST_STREAMS;
      try {
        await (streams ? this.#stream(topic) : this.#poll(topic));
        failures = 0;
      } catch {
        failures++; // Not reachable for now; what is shown stays.
        this.#listener.lost();
      }
      await pause(failures || streams ? backoff(failures) : POLL);
    }
  }

  /** Whether the server can be reached at all, whatever it says. */
  answers(topic) {
    return this.#request(topic, '').then(() => true, () => false);
  }

  #request(topic, suffix, deadline = AbortSignal.timeout(REPLY_DEADLINE)) {
    return fetch(new URL(`api/jobs/${encodeURIComponent(topic.id)}${suffix}`, this.#base), {
      headers: { Accept: suffix ? 'text/event-stream' : 'application/json', ...bearer(this.#token) },
      cache: 'no-cache', // Asks each time; the browser sends the ETag by itself and needs no preflight for it.
      signal: AbortSignal.any([topic.signal, deadline]),
    });
  }

  /** Asks once for the present state. Fails where there is no answer that holds; else tells whether it was news. */
  async #poll(topic) {
    const answer = await this.#request(topic, '');
    const end = endOf(answer.status);
    if (!answer.ok && !end) {
      throw answer;
    }
    const job = answer.ok && (await answer.json());
    this.#listener.heard();
    return job ? this.#listener.take(topic, job) : this.#listener.over(topic, end);
  }

  /** Ends when the server ends the stream, or when it is found to be dead. */
  async #stream(topic) {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), REPLY_DEADLINE);
    this.#streams++;
    try {
      const answer = await this.#request(topic, '/events', late.signal).catch(() => null);
      clearTimeout(timer);
      if (answer?.ok && answer.headers.get('Content-Type')?.startsWith('text/event-stream')) {
        await this.#read(topic, answer.body.pipeThrough(new TextDecoderStream()).getReader());
      } else {
        await this.#poll(topic); // Fails too where the server is away; then the stream is not to blame.
        topic.mayStream = false;
      }
    } finally {
      this.#streams--;
      late.abort();
    }
  }

  /** Reads `text/event-stream` by hand, as an EventSource sends no header. */
  async #read(topic, reader) {
    let rest = '';
    let isHeard = false;
    for (let part = reader.read(); ; ) {
      const news = await Promise.race([part, pause(QUIET_STREAM)]);
      if (news?.done) {
        return;
      }
      if (news) {
        isHeard = true;
        this.#listener.heard();
        const events = (rest + news.value).split(/\r?\n\r?\n/);
        rest = events.pop();
        events.forEach((event) => this.#event(topic, event));
        part = reader.read();
      } else if (!isHeard) {
        topic.mayStream = false; // It is held up on its way.
        return;
      } else if (await this.#poll(topic)) {
        return; // The answer knew more than the stream, which therefore is dead.
      }
    }
  }

  #event(topic, text) {
    const field = (name) => text.match(RegExp(`^${name}: ?(.*)`, 'm'))?.[1];
    const data = JSON.parse(field('data') ?? 'null'); // The server writes one line; a comment has none.
    if (data && field('event') === 'removed') {
      this.#listener.over(topic, data.reason);
    } else if (data) {
      this.#listener.take(topic, data);
    }
  }
}
