// A signed token (JWT) says when it ends; what is not one says nothing.

/** The instant in milliseconds, or null. The signature is the server's business. */
export function expiryOf(token) {
  try {
    const payload = token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
    const { exp } = JSON.parse(atob(payload));
    return Number.isFinite(exp) ? exp * 1_000 : null;
  } catch {
    return null;
  }
}
