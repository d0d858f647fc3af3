/**
 * The program: it puts the tracker and its doors together and starts them. Start reading at {@code
 * job.Job} and {@code job.map.Jobs}, then {@code tracker.JobTrackerVerticle} for the way in and
 * {@code web.live.LiveFeed} for the way out.
 */
@NullMarked
package dev.jobtracker;

import org.jspecify.annotations.NullMarked;
