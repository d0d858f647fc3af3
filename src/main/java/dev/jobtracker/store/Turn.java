package dev.jobtracker.store;

import org.jspecify.annotations.Nullable;

/**
 * How a store stands after {@link JobStore#take}.
 *
 * @param held whether this process has the right to write
 * @param epoch rises with every change of who has the right; 0 where only one process can have it
 * @param holder where the process that has the right is reached; null = nobody has it, or only one
 *     process can
 * @param listened the listened time of the last commit, in microseconds; 0 = nothing was stored yet
 * @param lastGone the number of the id that was forgotten last; 0 = none was
 */
public record Turn(
    boolean held, long epoch, @Nullable String holder, long listened, long lastGone) {}
