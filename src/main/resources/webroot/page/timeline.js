// The life of a job as one line: how long it waited, how long it ran, and how long nobody heard of it.

import { byId, element, setAttribute, setHidden, setText } from './dom.js';
import { duration, isLive, secondsBetween } from './format.js';

const LEAST_SHARE = 0.02; // Or a short wait could not be seen beside a long run.

export class Timeline {
  #line = byId('timeline');
  #parts = new Map();

  constructor() {
    for (const name of ['waited', 'ran', 'silent']) {
      const part = element('span', { cls: `span ${name}` }, element('i'), element('span', { cls: 'words' }));
      this.#parts.set(name, part);
      this.#line.append(part);
    }
  }

  show(job, now = new Date()) {
    const started = job.started_at ?? job.finished_at ?? now;
    const ended = job.finished_at ?? now;
    const heard = job.stalled ? job.updated_at : ended;
    const spans = {
      waited: secondsBetween(job.created_at, started),
      ran: job.started_at ? secondsBetween(started, heard) : 0,
      silent: secondsBetween(heard, ended),
    };
    const all = Math.max(0.001, spans.waited + spans.ran + spans.silent);
    const words = { waited: 'waited', ran: isLive(job) ? 'running for' : 'ran for', silent: 'silent for' };
    const said = [];
    for (const [name, part] of this.#parts) {
      const isThere = name === 'silent' ? job.stalled : name === 'ran' ? job.started_at !== null : true;
      setHidden(part, !isThere);
      part.style.setProperty('--share', Math.max(LEAST_SHARE, spans[name] / all));
      const text = `${words[name]} ${duration(spans[name])}`;
      setText(part.lastChild, text);
      if (isThere) {
        said.push(text);
      }
    }
    setAttribute(this.#line, 'aria-label', said.join(', '));
  }
}
