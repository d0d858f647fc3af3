// What the list shows: the part that the server filters by, and the text that only the page knows.

const LABEL = /^[A-Za-z0-9][A-Za-z0-9_./-]{0,62}:.{0,256}$/s;

export const isLabel = (text) => LABEL.test(text);

/** The parameters of `jobs.watch` and `jobs.list`. */
export function toParams({ status, type, labels }) {
  const params = {};
  if (status === 'stalled') {
    params.stalled = true;
  } else if (status) {
    params.status = status;
  }
  if (type) {
    params.type = type;
  }
  if (labels.length > 0) {
    params.label = labels;
  }
  return params;
}

/** The server's own rules once more, as a socket also brings jobs that are watched for another reason. */
export function accepts({ status, type, labels, search }, job) {
  return (
    (!status || (status === 'stalled' ? job.stalled : job.status === status)) &&
    (!type || job.type === type) &&
    labels.every((label) => hasLabel(job, label)) &&
    (!search || isFound(job, search.toLowerCase()))
  );
}

function hasLabel(job, label) {
  const colon = label.indexOf(':');
  const key = label.slice(0, colon);
  return Object.hasOwn(job.labels, key) && job.labels[key] === label.slice(colon + 1);
}

function isFound(job, words) {
  return job.task_id.toLowerCase().includes(words) || (job.title ?? '').toLowerCase().includes(words);
}
