package dev.jobtracker.store;

import dev.jobtracker.store.StoreException.Kind;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A store in memory that fails as it is told to. Its rows go through the same encoding as those of
 * a database, and are held by a {@link MemoryDisk}, which outlives it as a disk outlives a process.
 * Whoever opens the disk last may write; an earlier store is fenced.
 */
public final class FaultyStore implements JobStore {

  /** What goes wrong with one call. */
  public enum Fault {
    /** Nothing. */
    NONE,
    /** It fails in a way that may pass, and nothing is written. */
    BEFORE,
    /** All is written, but the answer is lost in a way that may pass. */
    AFTER,
    /** It fails for good, and nothing is written. */
    BROKEN,
    /** All is written, but it fails for good. */
    BROKEN_AFTER
  }

  /**
   * How one call goes.
   *
   * @param millis how long it takes
   */
  public record Call(Fault fault, long millis) {
    /** It goes well, and at once. */
    public static final Call GOOD = new Call(Fault.NONE, 0);
  }

  private final MemoryDisk disk;
  private final Supplier<Call> calls;
  private volatile long epoch;
  private volatile boolean killed;

  /** Creates a store on this disk, which asks before every call how that goes. */
  public FaultyStore(MemoryDisk disk, Supplier<Call> calls) {
    this.disk = disk;
    this.calls = calls;
  }

  @Override
  public Turn take(StoreReader reader, String unreached) throws StoreException {
    Call call = begin();
    seize();
    try {
      Turn turn = disk.read(reader);
      end(call);
      return turn;
    } catch (IOException damaged) {
      throw new StoreException(Kind.BROKEN, "the disk is damaged", damaged);
    }
  }

  /** A killed process takes nothing, however far it had come. */
  private synchronized void seize() throws StoreException {
    requireAlive();
    epoch = disk.take(epoch);
  }

  private void requireAlive() throws StoreException {
    if (killed) {
      throw new StoreException(Kind.PASSING, "the process was killed", null);
    }
  }

  @Override
  public void commit(Batch batch) throws StoreException {
    Call call = begin();
    if (!disk.write(epoch, batch)) {
      throw new StoreException(Kind.FENCED, "another store has the disk", null);
    }
    end(call);
  }

  private Call begin() throws StoreException {
    requireAlive();
    Call call = calls.get();
    if (call.millis() > 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(call.millis()));
    }
    switch (call.fault()) {
      case BEFORE -> throw new StoreException(Kind.PASSING, "the disk is full", null);
      case BROKEN -> throw new StoreException(Kind.BROKEN, "the disk is broken", null);
      default -> {
        return call;
      }
    }
  }

  private static void end(Call call) throws StoreException {
    switch (call.fault()) {
      case AFTER -> throw new StoreException(Kind.PASSING, "the answer was lost", null);
      case BROKEN_AFTER -> throw new StoreException(Kind.BROKEN, "the answer was broken", null);
      default -> {
        // It went well.
      }
    }
  }

  @Override
  public boolean isHeld() {
    return disk.isOwnedBy(epoch);
  }

  /** Cuts the store off from its disk, as a kill of the process does. */
  public synchronized void kill() {
    killed = true;
    disk.giveBack(epoch);
  }

  @Override
  public void close() {
    disk.giveBack(epoch);
  }
}
