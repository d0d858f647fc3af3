// How long to wait before another try.

const LONGEST_WAIT = 6_000; // A server that is back must be seen within 15 s, and a try takes its time too.

/** With a random part, so that the pages that lost a server do not all come back in one instant. */
export const backoff = (attempt) => Math.min(LONGEST_WAIT, 500 * 2 ** attempt) * (0.75 + Math.random() / 2);

export const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
