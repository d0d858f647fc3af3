package dev.jobtracker.job;

import java.time.Duration;

/**
 * How many jobs are held, and for how long (contract, sections 3 and 9).
 *
 * @param maxJobs how many jobs are held, at least 1
 * @param maxGone how many forgotten ids are remembered, at least 0
 * @param retention how long an ended job is kept when its creator does not say
 * @param maxRetention the longest that a creator may ask for
 * @param heartbeatTimeout the silence after which a running job is stalled, in whole seconds, when
 *     its creator does not say
 * @param lostAfter the silence after which a job that has not ended is failed as lost
 */
public record JobLimits(
    int maxJobs,
    int maxGone,
    Duration retention,
    Duration maxRetention,
    Duration heartbeatTimeout,
    Duration lostAfter) {}
