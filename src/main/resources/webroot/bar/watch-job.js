// Follows jobs on a tracker, for a page that draws its own bars.

import { Feed } from './feed.js';

/** The server that this script came from. */
export const HOME = new URL('.', import.meta.url).href;

/** The address of a server as one to resolve paths on. */
export const baseOf = (server) => new URL(server.endsWith('/') ? server : `${server}/`, document.baseURI).href;

const feeds = new Map();

/**
 * Follows one job. `callback(job, {ended, reason, offline})` is called with its present state and after every change;
 * the last time with `ended` true and the reason: the terminal status, why the record went (deleted, expired, evicted,
 * cleared, gone), unknown, or denied. `offline` is null, or the Date since when there are no news, as the server is not
 * heard of. The job is null while it was never seen. Options: `server`, `token`. Answers with a function that ends it.
 */
export function watchJob(id, callback, { server = HOME, token = null } = {}) {
  const base = baseOf(server);
  const key = JSON.stringify([base, token]);
  if (!feeds.has(key)) {
    feeds.set(key, new Feed(base, token, () => feeds.delete(key)));
  }
  return feeds.get(key).watch(id, callback);
}
