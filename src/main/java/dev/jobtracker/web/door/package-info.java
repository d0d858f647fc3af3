/** The doors themselves: REST, long polls, event streams, JSON-RPC, the bridge and the page. */
@NullMarked
package dev.jobtracker.web.door;

import org.jspecify.annotations.NullMarked;
