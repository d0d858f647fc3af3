package dev.jobtracker.job;

/**
 * What a create led to.
 *
 * @param job the job as it stands
 * @param created whether this create made it; false = a job of this own id lived already
 */
public record Creation(Job job, boolean created) {}
