// One JSON-RPC socket to the server, which comes back by itself and says what it is about.

const FIRST_DELAY = 500;
const LONGEST_DELAY = 6_000;
const OPEN_DEADLINE = 5_000;
const REPLY_DEADLINE = 8_000; // A change of the active node takes up to 5 s, and the counts are asked for every 5 s.

/** The server answered, with a failure: its sentence and its HTTP code. */
export class RpcError extends Error {
  constructor({ code, message, data }) {
    super(message);
    this.status = data?.status ?? code;
  }

  /** Whether the same question may well be answered in a while. */
  get isPassing() {
    return this.status === 503;
  }
}

/** There was no answer, because there is no connection. */
export class Disconnected extends Error {
  constructor() {
    super('Not connected to the server.');
  }
}

/**
 * Tells its listener: `state({name, next})` with a name of connecting, open, waiting or locked (the server asks for a
 * token), `opened()` after each connect, `notified(method, params)`, and `refused()` when the server could not
 * do something for now.
 */
export class Socket {
  #url;
  #isLocked;
  #listener;
  #socket = null;
  #pending = new Map();
  #lastId = 0;
  #attempt = 0;
  #timer = 0;

  /** `isLocked` resolves to whether the server answers 401: a browser does not tell why an upgrade failed. */
  constructor(url, isLocked, listener) {
    this.#url = url;
    this.#isLocked = isLocked;
    this.#listener = listener;
    addEventListener('online', () => this.retryNow());
    document.addEventListener('visibilitychange', () => document.hidden || this.retryNow());
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Connects at once, unless it is connected or about to be. */
  retryNow() {
    if (this.#socket === null) {
      this.connect();
    }
  }

  connect() {
    clearTimeout(this.#timer);
    this.#listener.state({ name: 'connecting' });
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    let opened = false;
    // A server that says nothing to the upgrade does not refuse it either, so nobody need ask why it did.
    this.#timer = setTimeout(() => this.#drop(socket, true), OPEN_DEADLINE);
    socket.onopen = () => {
      opened = true;
      clearTimeout(this.#timer);
      this.#listener.state({ name: 'open' });
      this.#listener.opened();
    };
    socket.onmessage = (event) => this.#receive(JSON.parse(event.data));
    socket.onclose = () => this.#drop(socket, opened);
  }

  /** Ends this connection and begins anew, as after a change of who is signed in. */
  restart() {
    this.#attempt = 0;
    this.#forget(this.#socket);
    this.connect();
  }

  call(method, params = {}) {
    if (!this.isOpen) {
      return Promise.reject(new Disconnected());
    }
    const socket = this.#socket;
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      // A connection that answers nothing any more is dead, whatever the network says.
      const timer = setTimeout(() => this.#drop(socket, true), REPLY_DEADLINE);
      this.#pending.set(id, { resolve, reject, timer });
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  #receive(message) {
    if (message.method) {
      this.#listener.notified(message.method, message.params);
      return;
    }
    const call = this.#pending.get(message.id);
    if (!call) {
      return;
    }
    this.#pending.delete(message.id);
    clearTimeout(call.timer);
    // Only an answer shows that the server is well; one that closes each new socket must not be hurried.
    this.#attempt = 0;
    if (message.error) {
      const error = new RpcError(message.error);
      if (error.isPassing) {
        this.#listener.refused();
      }
      call.reject(error);
    } else {
      call.resolve(message.result);
    }
  }

  async #drop(socket, opened) {
    if (socket !== this.#socket) {
      return;
    }
    this.#forget(socket);
    const attempt = this.#attempt++;
    const locked = !opened && (await this.#isLocked());
    if (this.#socket !== null) {
      return; // Somebody asked for another try meanwhile.
    }
    if (locked) {
      this.#listener.state({ name: 'locked' });
    } else {
      // With a random part, so that the pages that lost a server do not all come back in one instant.
      const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt) * (0.75 + Math.random() / 2);
      this.#listener.state({ name: 'waiting', next: Date.now() + delay });
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.retryNow(), delay);
    }
  }

  #forget(socket) {
    clearTimeout(this.#timer);
    this.#socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(new Disconnected());
    }
    this.#pending.clear();
  }
}
