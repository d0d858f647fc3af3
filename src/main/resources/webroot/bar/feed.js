// The jobs that a page follows on one server: over one WebSocket; where none gets through over event streams, else by
// polling. A connection that says nothing is asked for a sign of life, as one that died on its way closes nothing.

import { Alone, endOf } from './alone.js';
import { backoff } from './backoff.js';
import { Contact } from './contact.js';
import { Topic } from './topic.js';

const TICK = 1_000;
const QUIET = 4_000; // Silence after which the server is asked for a sign of life,
const SIGN_DEADLINE = 6_000; // which must come within this: a change of the active node takes up to 5 s.
const UPGRADE_DEADLINE = 5_000;
const SIGN = 'sign of life ';

export class Feed {
  #url;
  #alone;
  #contact;
  #emptied;
  #topics = new Map();
  #socket = null;
  #isWithoutSocket;
  #attempt = 0;
  #timer = 0;
  #tickedAt = Date.now();
  #owedSince = null; // When the socket was asked for what it owes: the upgrade, or a sign of life.
  #clock = setInterval(() => this.#tick(), TICK);
  #awake = () => this.#socket || this.#connect();

  /** `emptied()` is called when nobody follows anything here any more. */
  constructor(base, token, emptied) {
    this.#url = new URL('api/ws', base);
    this.#url.protocol = this.#url.protocol.replace('http', 'ws');
    this.#alone = new Alone(base, token, this);
    this.#contact = new Contact(base, () => this.#topics.forEach((topic) => this.#tellContact(topic)));
    this.#emptied = emptied;
    // A WebSocket cannot carry the header, and a token has no place in a URL.
    this.#isWithoutSocket = token !== null;
    addEventListener('online', this.#awake);
  }

  watch(id, callback) {
    let topic = this.#topics.get(id);
    if (!topic || topic.reason) {
      this.#topics.set(id, (topic = new Topic(id)));
      topic.offline = this.#contact.offline;
      this.#start(topic);
    } else if (topic.job || topic.offline) {
      queueMicrotask(() => topic.callbacks.has(callback) && !topic.reason && callback(topic.job, topic.state));
    }
    topic.callbacks.add(callback);
    return () => {
      if (topic.callbacks.delete(callback) && topic.callbacks.size === 0) {
        this.#end(topic);
      }
    };
  }

  take(topic, job) {
    const isNews = topic.take(job);
    if (topic.reason) {
      this.#end(topic);
    }
    return isNews;
  }

  over(topic, reason) {
    topic.over(reason);
    this.#end(topic);
  }

  heard() {
    this.#contact.heard();
  }

  lost() {
    this.#contact.lost();
  }

  #tellContact(topic) {
    topic.offline = this.#contact.offline;
    topic.tell();
  }

  #end(topic) {
    topic.end();
    if (this.#topics.get(topic.id) !== topic) {
      return; // Ended before, and perhaps followed anew since.
    }
    this.#topics.delete(topic.id);
    this.#unwatch(topic.watch);
    if (this.#topics.size === 0) {
      clearTimeout(this.#timer);
      clearInterval(this.#clock);
      removeEventListener('online', this.#awake);
      this.#drop();
      this.#emptied();
    }
  }

  #start(topic) {
    if (this.#isWithoutSocket) {
      this.#alone.follow(topic);
    } else if (this.#isOpen) {
      this.#watch(topic);
    } else if (!this.#socket) {
      this.#connect();
    }
  }

  get #isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  #connect() {
    clearTimeout(this.#timer);
    if (this.#isWithoutSocket) {
      return;
    }
    const socket = (this.#socket = new WebSocket(this.#url));
    this.#owedSince = Date.now();
    socket.onopen = () => {
      this.#owedSince = null;
      this.#topics.forEach((topic) => topic.isAlone || this.#watch(topic));
    };
    socket.onmessage = (event) => this.#receive(JSON.parse(event.data));
    socket.onclose = () => this.#lost(false);
  }

  /** Leaves the socket, whatever it does afterwards, and tells whether it was of use. */
  #drop() {
    const socket = this.#socket;
    const wasOpened = this.#owedSince === null || this.#isOpen;
    this.#socket = this.#owedSince = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    return wasOpened;
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

  #receive({ id, params, result, error }) {
    const isSign = String(id).startsWith(SIGN);
    const topic = this.#topics.get(isSign ? id.slice(SIGN.length) : (id ?? params?.task_id ?? params?.job?.task_id));
    const end = endOf(error?.data?.status);
    if (error && !end) {
      this.#refused(topic, isSign, error);
      return;
    }
    // Only a word shows that the server is well; one that closes each new socket must not be hurried.
    this.#attempt = 0;
    this.#owedSince = null;
    this.heard();
    if (!topic) {
      this.#unwatch(result?.watch ?? null); // Nobody wants it any more.
    } else if (end ?? params?.reason) {
      this.over(topic, end ?? params.reason);
    } else {
      topic.watch = result?.watch ?? topic.watch;
      (result?.jobs ?? [result ?? params.job]).forEach((job) => this.take(topic, job));
    }
  }

  /** A server with too many watches is asked in another way; one that is busy or changes its node, again. */
  #refused(topic, isSign, { data }) {
    this.lost();
    const socket = this.#socket;
    if (!topic || isSign) {
      return; // The sign of life is still owed, and its deadline goes on.
    }
    if (data?.status === 429) {
      this.#alone.follow(topic);
    } else {
      setTimeout(() => socket === this.#socket && this.#isOpen && !topic.signal.aborted && this.#watch(topic), TICK);
    }
  }

  #tick() {
    const now = Date.now();
    if (now - this.#tickedAt > 3 * TICK) {
      this.#contact.slept();
      this.#owedSince &&= now;
    }
    this.#tickedAt = now;
    const someone = [...this.#topics.values()].find((topic) => !topic.isAlone);
    if (this.#owedSince && now - this.#owedSince > (this.#isOpen ? SIGN_DEADLINE : UPGRADE_DEADLINE)) {
      this.#lost(true);
    } else if (this.#isOpen && !this.#owedSince && someone && this.#contact.silence > QUIET) {
      this.#owedSince = now;
      this.#send({ method: 'jobs.get', params: { task_id: someone.id }, id: SIGN + someone.id });
    }
    this.#contact.check();
  }

  /** Was it the WebSocket that did not get through, or is the server away? One plain request tells. */
  async #lost(wasSilent) {
    const wasOpened = this.#drop();
    const attempt = this.#attempt++;
    const [someone] = this.#topics.values();
    this.lost();
    // Not at the first refusal: a server that just comes up may answer one a moment after it refused the other.
    if (!wasOpened && (wasSilent || attempt > 0) && (await this.#alone.answers(someone))) {
      this.#isWithoutSocket = true;
      this.#topics.forEach((topic) => this.#alone.follow(topic));
    } else if (!this.#socket && this.#topics.size > 0) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.#awake, backoff(attempt));
    }
  }
}
