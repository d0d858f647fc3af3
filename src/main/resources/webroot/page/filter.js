// What the list shows: the part that the server filters by, and what only the page knows.

import { RANGES } from './view-state.js';

const LABEL = /^[A-Za-z0-9][A-Za-z0-9_./-]{0,62}:.{0,256}$/s;

export const isLabel = (text) => LABEL.test(text);

/** The parameters of `jobs.watch` and `jobs.list`. A stalled job is a running one. */
export function toParams({ statuses, type, labels }) {
  const wanted = new Set(statuses.map((status) => (status === 'stalled' ? 'running' : status)));
  const isStalledOnly = statuses.length === 1 && statuses[0] === 'stalled';
  return {
    ...(isStalledOnly ? { stalled: true } : wanted.size > 0 && { status: [...wanted] }),
    ...(type && { type }),
    ...(labels.length > 0 && { label: labels }),
  };
}

/** The server's own rules once more, as a socket also brings jobs that are watched for another reason. */
export function accepts({ statuses, type, labels, search }, job) {
  return (
    (statuses.length === 0 || statuses.includes(job.status) || (job.stalled && statuses.includes('stalled'))) &&
    (!type || job.type === type) &&
    labels.every((label) => hasLabel(job, label)) &&
    (!search || isFound(job, search.toLowerCase()))
  );
}

/** The instant before which nothing is looked at, as the server writes instants, or an empty text. */
export const oldest = ({ since }) => (since ? new Date(Date.now() - RANGES[since] * 1_000).toISOString() : '');

function hasLabel(job, label) {
  const colon = label.indexOf(':');
  const key = label.slice(0, colon);
  return Object.hasOwn(job.labels, key) && job.labels[key] === label.slice(colon + 1);
}

function isFound(job, words) {
  return job.task_id.toLowerCase().includes(words) || (job.title ?? '').toLowerCase().includes(words);
}
