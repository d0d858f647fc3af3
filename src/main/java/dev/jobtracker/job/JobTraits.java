package dev.jobtracker.job;

import java.util.Map;

/**
 * What filters look at.
 *
 * @param type the job's type
 * @param labels the job's labels
 * @param status the job's state
 * @param stalled whether it runs but is silent
 */
public record JobTraits(
    String type, Map<String, String> labels, JobStatus status, boolean stalled) {}
