/**
 * How changes reach those who wait for them: the feed, the backlog of a slow client, and frames.
 */
@NullMarked
package dev.jobtracker.web.live;

import org.jspecify.annotations.NullMarked;
