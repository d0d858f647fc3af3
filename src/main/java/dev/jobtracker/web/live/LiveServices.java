package dev.jobtracker.web.live;

import dev.jobtracker.config.LiveConfig;
import dev.jobtracker.web.access.CallerEnds;
import dev.jobtracker.web.limit.Seats;
import dev.jobtracker.web.limit.TrackerGateway;
import io.vertx.core.Vertx;

/**
 * What the live doors of one instance work with.
 *
 * @param vertx for timers
 * @param feed hands them what the tracker publishes
 * @param firstStates tells them what there is when they begin to watch
 * @param flushes sends what they write to sockets
 * @param tracker takes their questions
 * @param seats counts them
 * @param config their limits
 * @param counts counts what they do
 * @param ends tells them whose session or token is over
 */
public record LiveServices(
    Vertx vertx,
    LiveFeed feed,
    FirstStates firstStates,
    Flushes flushes,
    TrackerGateway tracker,
    Seats seats,
    LiveConfig config,
    LiveCounts counts,
    CallerEnds ends) {}
