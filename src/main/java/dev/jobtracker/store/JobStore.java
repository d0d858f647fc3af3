package dev.jobtracker.store;

/**
 * Keeps jobs beyond the life of a process (contract, section 11). Every method may block and is
 * called by one thread at a time, which is never an event loop.
 */
public interface JobStore {

  /**
   * Takes the right to write, and hands over all that is stored: every job in the order of
   * creation, then the ids that are gone, the oldest first.
   *
   * @return what else the tracker goes on from
   * @throws StoreException {@code UNUSABLE} where the configured place is at fault, {@code PASSING}
   *     where another try may succeed, {@code FENCED} where somebody else has the right
   */
  Stored open(StoreReader reader) throws StoreException;

  /**
   * Writes all of it or nothing. A batch that failed may be committed again as it is, also where it
   * was written and only the answer was lost. An empty batch renews the right to write.
   *
   * @throws StoreException {@code FENCED} where the right to write is lost; then nothing is written
   */
  void commit(Batch batch) throws StoreException;

  /** Gives back the right to write, and lets go of the database. Never fails. */
  void close();
}
