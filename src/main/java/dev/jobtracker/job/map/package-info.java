/** The bounded map that holds all jobs, and its indexes. */
@NullMarked
package dev.jobtracker.job.map;

import org.jspecify.annotations.NullMarked;
