/**
 * What the web side refuses, drops or cuts, how often it did, and the bounded way to the tracker.
 */
@NullMarked
package dev.jobtracker.web.limit;

import org.jspecify.annotations.NullMarked;
