/** The verticle that owns the job map, answers the verbs and publishes what changed. */
@NullMarked
package dev.jobtracker.tracker;

import org.jspecify.annotations.NullMarked;
