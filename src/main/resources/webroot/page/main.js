// Puts the parts together: what comes from the socket goes to the list and to the open job.

import { Connection } from './connection.js';
import { Detail } from './detail.js';
import { byId, setText } from './dom.js';
import { Filters } from './filters.js';
import { Footing } from './footing.js';
import { JobList } from './job-list.js';
import { Pace } from './pace.js';
import { listenForAnswers } from './question.js';
import { Rows } from './rows.js';
import { Session, isLocked } from './session.js';
import { Socket } from './socket.js';
import { Summary } from './summary.js';
import { ViewState } from './view-state.js';

const at = new URL('api/ws', document.baseURI);
at.protocol = at.protocol.replace('http', 'ws');

const view = new ViewState();
const pace = new Pace();
const socket = new Socket(at, isLocked, { state: stateChanged, opened, notified });
const connection = new Connection(() => socket.retryNow());
const session = new Session(() => socket.restart());
const filters = new Filters(view);
const summary = new Summary(socket, filters);
const list = new JobList(socket, view.view, { changed, moved, failed });
const footing = new Footing({ list, view, summary, session });
const rows = new Rows(list.held, view, pace, () => footing.show());
const detail = new Detail(socket, view, pace, (id) => rows.focus(id));

view.onChange((now, before) => {
  const isSame = (key) => String(now[key]) === String(before[key]);
  if (!['status', 'type', 'labels', 'search'].every(isSame)) {
    setText(byId('list-problem'), '');
    list.show(now);
    rows.relink();
  }
});
summary.onTotal = () => footing.show();
document.addEventListener('keydown', shortcut);
setInterval(() => pace.keepOnly((id) => list.held.has(id) || id === detail.id), 30_000);
listenForAnswers();
socket.connect();

function stateChanged(state) {
  if (state.name === 'locked' && connection.wasOpen) {
    // Signed out, or the session ended: nothing of what was shown stays in a page that nobody is signed in to.
    location.reload();
    return;
  }
  connection.show(state);
  if (state.name === 'locked' || state.name === 'open') {
    session.show(state.name === 'locked');
  }
}

function opened() {
  setText(byId('list-problem'), '');
  summary.refresh();
  list.reconnected();
  detail.connected();
}

function notified(method, params) {
  if (method === 'jobs.changed') {
    list.notified(params.job);
    detail.notified(params.job);
  } else if (method === 'jobs.removed') {
    list.removed(params.task_id);
    detail.removed(params.task_id, params.reason);
  }
  summary.changed();
}

function changed(job) {
  pace.see(job);
  rows.changed(job);
}

function moved() {
  rows.moved();
}

function failed(sentence) {
  setText(byId('list-problem'), sentence);
}

function shortcut(event) {
  const isTyping = event.target.closest?.('input, textarea, select');
  const isModal = document.querySelector('dialog:modal') !== null;
  if (event.key === '/' && !isTyping && !isModal && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    byId('search').select();
  } else if (event.key === 'Escape' && !isModal && detail.id !== null && !event.defaultPrevented) {
    // A search box empties itself on Escape; that is enough for one key.
    if (!(event.target.type === 'search' && event.target.value)) {
      detail.close();
    }
  }
}
