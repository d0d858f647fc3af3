/** The domain: what a job is, what may happen to it, and what callers ask for. */
@NullMarked
package dev.jobtracker.job;

import org.jspecify.annotations.NullMarked;
