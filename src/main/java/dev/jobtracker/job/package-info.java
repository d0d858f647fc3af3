/** The domain: what a job is, what may happen to it, and the bounded map that holds all jobs. */
@NullMarked
package dev.jobtracker.job;

import org.jspecify.annotations.NullMarked;
