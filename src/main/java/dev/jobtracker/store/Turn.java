package dev.jobtracker.store;

import org.jspecify.annotations.Nullable;

/**
 * How a store stands after {@link JobStore#take}.
 *
 * @param held whether this process has the right to write
 * @param epoch rises with every change of who has the right; 0 where only one process can have it
 * @param holder where the process that has the right is reached; null = nobody knows, or only one
 *     process can have it
 * @param secret by which the processes of one store know each other; null where only one can have
 *     it
 * @param now the time by the store's own clock when the right was taken, in microseconds since
 *     1970, so that nodes whose clocks differ date jobs alike; 0 = it has no clock of its own
 * @param listened the listened time of the last commit, in microseconds; 0 = nothing was stored yet
 * @param lastGone the number of the id that was forgotten last; 0 = none was
 */
public record Turn(
    boolean held,
    long epoch,
    @Nullable String holder,
    @Nullable String secret,
    long now,
    long listened,
    long lastGone) {

  /** Tells the secret to nobody. */
  @Override
  public String toString() {
    return "Turn[held=" + held + ", epoch=" + epoch + ", holder=" + holder + "]";
  }
}
