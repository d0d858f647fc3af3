/** A worker as users write them, so that a newcomer sees a real job move. */
@NullMarked
package dev.jobtracker.demo;

import org.jspecify.annotations.NullMarked;
