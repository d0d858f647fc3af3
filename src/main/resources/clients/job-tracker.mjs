/**
 * Report the progress of your work to a job-tracker server, from Node 18 or newer or from a browser. One file, `fetch` alone:
 *
 *     import { runJob, track } from './job-tracker.mjs';
 *
 *     await runJob('import', { total: 900, unit: 'rows' }, async job => {
 *       for (const row of rows) job.add(1);
 *     });
 *
 *     for await (const row of track(rows, 'import')) { … }
 *
 * The job ends with the work: completed (what the work returns is the result), failed with what it throws, or cancelled if
 * somebody asked for that. The promise of `runJob` goes the way of the work.
 *
 * Reports never wait and never break the work. One request at a time is on its way, with the newest state only, at most ten in a
 * second. Heartbeats go out while the work is silent, and what was not answered is repeated. A server that is absent, slow or
 * refuses costs a `console.warn`. At the end the last word is tried for at most ten seconds.
 *
 * The options are `total`, `unit`, `title`, `labels`, `taskId`, `heartbeatTimeout`, `lostAfter`, `retention` (whole seconds), `url` and
 * `token`. Without `url` it is JOB_TRACKER_URL, then where this file came from, then http://localhost:8080; without `token` it is
 * JOB_TRACKER_TOKEN.
 */

const BETWEEN_REQUESTS = 100;
const BETWEEN_HEARTBEATS = 5_000;
const ANSWER = 10_000;
const LAST_WORD = 10_000;
const LONGEST_PAUSE = 5_000;
const LONGEST_PAUSE_AT_THE_END = 500;

/** Somebody asked for the job to stop. The first report after that throws it. */
export class JobCancelled extends Error {
  name = 'JobCancelled';
}

/** Throw this to end the job as failed with exactly this message, for people. */
export class JobFailure extends Error {
  name = 'JobFailure';
}

/** Does the work as a job of this type, and answers what the work answers. */
export async function runJob(type, options, work) {
  const job = new Job(type, options);
  let value;
  try {
    value = await work(job);
  } catch (problem) {
    const cancelled = job.cancelRequested && isCancel(problem, job.signal);
    await job.end(cancelled ? 'cancelled' : 'failed', cancelled ? job.cancelReason : told(problem));
    throw problem;
  }
  if (value !== undefined) job.report('result', value);
  await job.end('completed');
  return value;
}

/**
 * Yields the rows and counts each one that the loop is done with. A loop that is left early, by `break` or by an exception, leaves its job
 * as failed. It cannot see the exception; `runJob` can.
 */
export async function* track(rows, type, options = {}) {
  const total = options.total ?? rows.length ?? rows.size;
  let count = 0;
  let ended = false;
  const job = new Job(type, { ...options, total });
  try {
    for await (const row of rows) {
      yield row;
      count += 1;
      job.add(1);
    }
    ended = true;
    await job.end('completed');
  } catch (problem) {
    ended = true;
    const cancelled = problem instanceof JobCancelled;
    await job.end(cancelled ? 'cancelled' : 'failed', cancelled ? job.cancelReason : told(problem));
    throw problem;
  } finally {
    if (!ended) await job.end('failed', `the loop ended early, at row ${count + 1}`);
  }
}

/** The handle on one job. Made by `runJob` and `track`. */
class Job {
  #server;
  #creation;
  #state = { status: 'running' };
  #unsent = new Set(['status']);
  #created = false;
  #closedAt = Infinity;
  #stopped = false;
  #told = false;
  #heartbeat;
  #warned = new Set();
  #cancel = new AbortController();
  #wake = () => {};
  #talk;

  constructor(type, options = {}) {
    this.taskId = options.taskId ?? `${type}_${randomHex()}`;
    this.cancelRequested = false;
    this.cancelReason = null;
    this.#server = new Server(options.url, options.token);
    this.#creation = {
      type,
      task_id: this.taskId,
      title: cut(options.title, 200),
      labels: options.labels,
      heartbeat_timeout: options.heartbeatTimeout,
      lost_after: options.lostAfter,
      retention: options.retention,
    };
    this.#heartbeat = Math.min(BETWEEN_HEARTBEATS, (options.heartbeatTimeout ?? 300) * 1000 / 3);
    if (options.total != null || options.unit != null) this.total(options.total, options.unit);
    this.#talk = this.#talkToTheEnd();
  }

  /** Aborts when a cancel is asked for: give it to `fetch` and others that take a signal. */
  get signal() {
    return this.#cancel.signal;
  }

  /** Says that this much more is done. It is counted here, so a repeated request counts nothing twice. */
  add(more = 1) {
    if (this.#isNumber('add', more, -Infinity)) this.report('done', Math.max(0, (this.#state.done ?? 0) + more));
    this.check();
  }

  /** Says how much is done. */
  done(done) {
    if (this.#isNumber('done', done)) this.report('done', done);
    this.check();
  }

  /** Says how much there is to do, and of what. */
  total(total, unit) {
    if (unit != null) this.report('unit', cut(unit, 32));
    if (total != null && this.#isNumber('total', total)) this.report('total', total);
    this.check();
  }

  /** Says how far the work is, 0 to 1; null means that nobody knows. */
  progress(fraction) {
    if (fraction === null || this.#isNumber('progress', fraction, 0, 1)) this.report('progress', fraction);
    this.check();
  }

  /** Says what the work does now, for people. */
  step(text) {
    this.report('current_step', cut(text ?? '', 1000));
    this.check();
  }

  /** Sets a partial result, anything that JSON can say. */
  result(value) {
    this.report('result', value ?? null);
    this.check();
  }

  /** Throws `JobCancelled` once, if somebody asked for a cancel; so cleaning up can report too. */
  check() {
    if (this.cancelRequested && !this.#told && this.#closedAt === Infinity) {
      this.#told = true;
      throw new JobCancelled(this.cancelReason ?? 'cancelled');
    }
  }

  /** Takes note of one key. The result is copied here, so that a later change of it is no half one. */
  report(key, value) {
    if (this.#closedAt !== Infinity) return;
    try {
      this.#state[key] = key === 'result' ? JSON.parse(JSON.stringify(value)) : value;
      this.#unsent.add(key);
      this.#wake();
    } catch (problem) {
      this.#warn(key, `the ${key} is left out: ${problem?.message}`);
    }
  }

  /** Says the last word, and waits until it is heard or given up. */
  async end(status, error) {
    this.report('status', status);
    if (error != null) this.report('error', cut(error, 10_000));
    this.#closedAt = performance.now();
    this.#wake();
    await this.#talk;
  }

  #isNumber(key, value, least = 0, most = Infinity) {
    if (Number.isFinite(value) && value >= least && value <= most) return true;
    this.#warn(key, `${key} is left out, as it is no number in range`);
    return false;
  }

  async #talkToTheEnd() {
    let failures = 0;
    let sentAt = -Infinity;
    while (await this.#isTimeToSend(sentAt, failures)) {
      const update = Object.fromEntries([...this.#unsent].map(key => [key, this.#state[key]]));
      this.#unsent.clear();
      const again = await this.#say(update);
      sentAt = performance.now();
      failures = again ? failures + 1 : 0;
      if (again) Object.keys(update).forEach(key => this.#unsent.add(key));
    }
  }

  /** Waits until there is something to send; answers false when all is said. */
  async #isTimeToSend(sentAt, failures) {
    while (!this.#stopped) {
      const now = performance.now();
      const closed = this.#closedAt !== Infinity;
      if (closed && this.#unsent.size === 0) return false;
      if (now >= this.#closedAt + LAST_WORD) {
        this.#warn('lost', 'its end could not be reported');
        return false;
      }
      const longest = closed ? LONGEST_PAUSE_AT_THE_END : LONGEST_PAUSE;
      let pause = Math.min(longest, BETWEEN_REQUESTS * 2 ** failures);
      if (this.#unsent.size === 0) pause = Math.max(pause, this.#heartbeat);
      if (now >= sentAt + pause) return true;
      await this.#sleep(sentAt + pause - now, closed);
    }
    return false;
  }

  /** A wait for the next heartbeat keeps no process alive; a wait for the last word does. */
  #sleep(millis, keepAlive) {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, millis);
      if (!keepAlive) timer.unref?.();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Answers whether the same has to be said again. */
  async #say(update) {
    try {
      await this.#send(update);
      return false;
    } catch (problem) {
      if (problem instanceof Refused) return this.#refused(problem, update);
      this.#warn('absent', `no answer from ${this.#server.url}: ${problem?.message}`);
      return true;
    }
  }

  async #send(update) {
    if (!this.#created) await this.#create();
    try {
      await this.#patch(update);
    } catch (problem) {
      if (problem.status !== 404) throw problem;
      // A server that lost its memory in a restart gets all of it again.
      await this.#create();
      await this.#patch(this.#state);
    }
  }

  async #create() {
    this.#created = false;
    const given = Object.entries(this.#creation).filter(([, value]) => value != null);
    await this.#server.send('POST', '/api/jobs', Object.fromEntries(given), this.#timeout());
    this.#created = true;
  }

  async #patch(update) {
    this.#hear(await this.#server.send('PATCH', `/api/jobs/${this.taskId}`, update, this.#timeout()));
    this.#warned.delete('absent');
  }

  #timeout() {
    return Math.max(500, Math.min(ANSWER, this.#closedAt + LAST_WORD - performance.now()));
  }

  #hear(job) {
    this.#heartbeat = Math.min(BETWEEN_HEARTBEATS, job.heartbeat_timeout * 1000 / 3);
    if (job.cancel_requested && !this.cancelRequested) {
      this.cancelReason = job.cancel_reason;
      this.cancelRequested = true;
      this.#cancel.abort(new JobCancelled(job.cancel_reason ?? 'cancelled'));
    }
  }

  /** Answers whether to send the same again. */
  #refused(refusal, update) {
    this.#warn(refusal.status, `${this.#server.url}: ${refusal.message}`);
    if (refusal.job) this.#hear(refusal.job);
    const gone = [409, 410].includes(refusal.status);
    const wrong = [400, 413, 415].includes(refusal.status);
    if (gone || (wrong && !this.#created)) {
      // Nobody can see further reports. The work goes on.
      this.#stopped = true;
    } else if (wrong) {
      this.#leaveOut(update);
    }
    return !(gone || wrong);
  }

  /** The same words would be refused again; how the job ended may stand alone. */
  #leaveOut(update) {
    delete this.#state.result;
    const last = ['status', 'error'].filter(key => key in update);
    if (this.#closedAt !== Infinity && last.length < Object.keys(update).length) {
      last.forEach(key => this.#unsent.add(key));
    }
  }

  #warn(key, sentence) {
    if (this.#warned.has(key)) return;
    this.#warned.add(key);
    console.warn(`job ${this.taskId}: ${sentence}`);
  }
}

/** An answer that is no success: its status, its sentence, and maybe the job. */
class Refused extends Error {
  constructor(status, problem) {
    super(problem?.error ?? `HTTP ${status}`);
    this.status = status;
    this.job = problem?.job;
  }
}

/** One request, one answer. */
class Server {
  #token;

  constructor(url, token) {
    const environment = globalThis.process?.env ?? {};
    const own = import.meta.url.startsWith('http') ? new URL(import.meta.url).origin : null;
    this.url = (url ?? environment.JOB_TRACKER_URL ?? own ?? 'http://localhost:8080').replace(/\/+$/, '');
    this.#token = token ?? environment.JOB_TRACKER_TOKEN;
  }

  async send(method, path, body, timeout) {
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
    if (this.#token) headers.Authorization = `Bearer ${this.#token}`;
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(new Error(`none within ${timeout} ms`)), timeout);
    try {
      const request = { method, headers, body: JSON.stringify(body), signal: deadline.signal };
      const answer = await fetch(this.url + path, request);
      if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => null));
      return await answer.json();
    } finally {
      clearTimeout(timer);
    }
  }
}

function isCancel(problem, signal) {
  for (let cause = problem, depth = 0; cause && depth < 20; cause = cause.cause, depth += 1) {
    if (cause instanceof JobCancelled || cause === signal.reason || cause.name === 'AbortError') return true;
  }
  return false;
}

/** Eight random bytes, also in a page without TLS. */
function randomHex() {
  const bytes = new Uint8Array(8);
  globalThis.crypto?.getRandomValues(bytes) ?? bytes.forEach((_, i) => (bytes[i] = Math.random() * 256));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

/** Cuts a text to so many UTF-16 units; half of a pair becomes a question mark, as JSON in UTF-8 cannot say it. */
function cut(text, most) {
  if (text == null) return null;
  return String(text)
    .slice(0, most)
    .replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, unit => (unit.length === 2 ? unit : '?'));
}

/** What was thrown as one line, and each cause as one more. */
function told(problem) {
  if (problem instanceof JobFailure) return problem.message;
  const lines = [];
  for (let cause = problem; cause != null && lines.length < 20; cause = cause.cause) {
    lines.push((lines.length > 0 ? 'caused by ' : '') + line(cause));
  }
  return lines.join('\n') || 'it threw nothing';
}

function line(problem) {
  try {
    return problem instanceof Error && !problem.message ? problem.name : String(problem);
  } catch {
    return 'something that cannot be told';
  }
}
