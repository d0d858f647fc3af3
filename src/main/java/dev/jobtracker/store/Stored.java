package dev.jobtracker.store;

/**
 * What a tracker goes on from beside jobs and gone ids.
 *
 * @param listened the listened time of the last commit, in microseconds; 0 = nothing was stored yet
 * @param lastGone the number of the id that was forgotten last; 0 = none was
 */
public record Stored(long listened, long lastGone) {}
