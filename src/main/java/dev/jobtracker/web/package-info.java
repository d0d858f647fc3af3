/** The doors for those outside the process: HTTP, event streams and WebSockets. */
@NullMarked
package dev.jobtracker.web;

import org.jspecify.annotations.NullMarked;
