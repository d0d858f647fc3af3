/**
 * The ways to a tracker: the event bus, or a connection to a web door that comes back by itself.
 */
@NullMarked
package dev.jobtracker.client.transport;

import org.jspecify.annotations.NullMarked;
