/** Who asks, what he may, and from where: tokens, sessions, origins and hosts. */
@NullMarked
package dev.jobtracker.web.access;

import org.jspecify.annotations.NullMarked;
