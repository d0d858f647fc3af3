// Cancels or deletes many jobs at once: those that are chosen, or all that match the view.

import { byId, setAttribute, setHidden, setText } from './dom.js';
import { accepts, oldest, toParams } from './filter.js';
import { isLive, number } from './format.js';
import { ask } from './question.js';

const PAGE = 100;
const MOST = 10_000; // Jobs of one action; the next one takes the next.
const AT_ONCE = 20; // Calls that wait for their answers.

export class Bulk {
  #socket;
  #view;
  #list;
  #picks;

  constructor({ socket, view, list, picks }) {
    this.#socket = socket;
    this.#view = view;
    this.#list = list;
    this.#picks = picks;
    byId('pick-mode').addEventListener('click', () => this.#setMode(byId('bulk').hidden));
    byId('pick-shown').addEventListener('click', () => picks.set(list.held.keys()));
    byId('pick-all').addEventListener('click', () => picks.set([], true));
    byId('bulk-cancel').addEventListener('click', () => this.#ask('jobs.cancel', isLive));
    byId('bulk-delete').addEventListener('click', () => this.#ask('jobs.delete', () => true));
    picks.onChange(() => this.#show());
    view.onChange(() => picks.set([]));
  }

  #setMode(isOn) {
    setHidden(byId('bulk'), !isOn);
    setAttribute(byId('pick-mode'), 'aria-pressed', String(isOn));
    byId('rows').classList.toggle('picking', isOn);
    byId('columns').classList.toggle('picking', isOn);
    this.#picks.isOn = isOn;
    this.#picks.set([]);
  }

  #show() {
    const { ids, isAll } = this.#picks;
    setText(byId('bulk-count'), isAll ? 'All that match' : `${number(ids.length)} selected`);
    byId('bulk-cancel').disabled = byId('bulk-delete').disabled = !isAll && ids.length === 0;
  }

  async #ask(method, isMeant) {
    const isCancel = method === 'jobs.cancel';
    const jobs = (await this.#chosen()).filter(isMeant);
    const many = `${number(jobs.length)} ${jobs.length === 1 ? 'job' : 'jobs'}`;
    const live = jobs.filter(isLive).length;
    ask({
      title: isCancel ? `Cancel ${many}?` : `Delete the records of ${many}?`,
      text: isCancel
        ? 'Their workers are asked to stop. Jobs that have not started end at once; those that are over stay as they are.'
        : `They go for good.${live > 0 ? ` ${number(live)} of them are not over: their workers are not told.` : ''}`,
      yes: isCancel ? `Cancel ${many}` : `Delete ${many}`,
      withReason: isCancel,
      run: (reason) => this.#run(jobs, method, isCancel && reason ? { reason } : {}),
    });
  }

  /** The chosen jobs that are loaded, or all that match, asked for page by page. */
  async #chosen() {
    const { ids, isAll } = this.#picks;
    if (!isAll) {
      return ids.map((id) => this.#list.held.get(id)).filter(Boolean);
    }
    const view = this.#view.view;
    const since = oldest(view);
    const found = [];
    let token = null;
    do {
      const params = { ...toParams(view), page_size: PAGE, ...(token && { page_token: token }) };
      const page = await this.#socket.call('jobs.list', params);
      found.push(...page.jobs.filter((job) => accepts(view, job) && job.created_at >= since));
      token = page.jobs.length > 0 && page.jobs.at(-1).created_at < since ? null : page.next_page_token;
    } while (token && found.length < MOST);
    return found.slice(0, MOST);
  }

  async #run(jobs, method, params) {
    const refusals = [];
    for (let start = 0; start < jobs.length; start += AT_ONCE) {
      setText(byId('question-problem'), `${number(start)} of ${number(jobs.length)} …`);
      const calls = jobs
        .slice(start, start + AT_ONCE)
        .map(({ task_id }) => this.#socket.call(method, { task_id, ...params }).catch((e) => refusals.push(e)));
      await Promise.all(calls);
    }
    this.#picks.set([]);
    if (refusals.length > 0) {
      throw new Error(`${number(refusals.length)} of ${number(jobs.length)} were refused: ${refusals[0].message}`);
    }
  }
}
