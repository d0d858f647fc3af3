/**
 * What every room says and reads alike: strict JSON, texts in sentences, exceptions, durations,
 * percents.
 */
@NullMarked
package dev.jobtracker.text;

import org.jspecify.annotations.NullMarked;
