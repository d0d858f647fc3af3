package dev.jobtracker.bench;

/** Searches bytes. */
final class Bytes {
  private Bytes() {}

  /** Returns where the sought bytes begin, at or after {@code from}, or -1. */
  static int indexOf(byte[] bytes, int from, int to, byte[] sought) {
    for (int i = from; i <= to - sought.length; i++) {
      int matched = 0;
      while (matched < sought.length && bytes[i + matched] == sought[matched]) {
        matched++;
      }
      if (matched == sought.length) {
        return i;
      }
    }
    return -1;
  }
}
