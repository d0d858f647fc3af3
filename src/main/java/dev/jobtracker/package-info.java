/** The program: it puts the tracker and its doors together and starts them. */
@NullMarked
package dev.jobtracker;

import org.jspecify.annotations.NullMarked;
