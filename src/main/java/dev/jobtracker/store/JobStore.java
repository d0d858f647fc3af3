package dev.jobtracker.store;

import org.jspecify.annotations.Nullable;

/**
 * Keeps jobs beyond the life of a process (contract, sections 11 and 12). Every method may block
 * and is called by one thread at a time, which is never an event loop.
 */
public interface JobStore {

  /**
   * Takes the right to write where nobody else has it, and hands over what is stored and was not
   * handed over to this reader yet: with the right, all of it; without, what others have written so
   * far. To be called again, with the same reader, while another process has the right, and with a
   * new reader after a failure of {@link #commit} that is not {@code PASSING}.
   *
   * @param unreached where nobody answers who should have the right, or null; of a process that was
   *     reached there the right ends with its session of the database, and of any other one when it
   *     runs out
   * @throws StoreException {@code PASSING} where another try may succeed
   * @throws dev.jobtracker.config.ConfigException where the configured place cannot be used
   */
  Turn take(StoreReader reader, @Nullable String unreached) throws StoreException;

  /**
   * Writes all of it or nothing. A batch that failed may be committed again as it is, also where it
   * was written and only the answer was lost. An empty batch renews the right to write.
   *
   * @throws StoreException {@code FENCED} where the right to write is lost; then nothing is written
   */
  void commit(Batch batch) throws StoreException;

  /** Returns whether this process has the right to write for certain now. Safe on any thread. */
  boolean isHeld();

  /** Gives back the right to write, and lets go of the database. Never fails. */
  void close();
}
