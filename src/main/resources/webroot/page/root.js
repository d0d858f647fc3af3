// Where the server's root is, as seen from here: it may lie below a path of a proxy.

export const ROOT = new URL('..', import.meta.url);

export const at = (path) => new URL(path, ROOT);
