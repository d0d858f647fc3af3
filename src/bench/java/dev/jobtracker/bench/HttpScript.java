package dev.jobtracker.bench;

/** What the client at one connection asks, one request after the other. */
interface HttpScript {
  /** Returns the next request, encoded. */
  byte[] next();

  /** Looks at the answer to it, the first {@code length} bytes of the buffer. */
  void answered(byte[] answer, int length);
}
