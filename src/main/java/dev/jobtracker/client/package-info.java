/** The typed client for Java callers, and the handle by which a worker reports. */
@NullMarked
package dev.jobtracker.client;

import org.jspecify.annotations.NullMarked;
