// How long to wait before another try.

const FIRST = 500;
const LONGEST = 15_000;

/** With a random part, so that the pages that lost a server do not all come back in one instant. */
export const backoff = (attempt) => Math.min(LONGEST, FIRST * 2 ** attempt) * (0.75 + Math.random() / 2);

/** Waits, but not beyond an abort. */
export function pause(millis, signal) {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(resolve, millis);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
