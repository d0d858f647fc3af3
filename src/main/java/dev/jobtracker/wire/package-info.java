/** The language of the event bus: its addresses, its JSON, and how failures cross it. */
@NullMarked
package dev.jobtracker.wire;

import org.jspecify.annotations.NullMarked;
