/** Measures what the project claims; every figure stands beside its floor from the same run. */
@NullMarked
package dev.jobtracker.bench;

import org.jspecify.annotations.NullMarked;
