/**
 * What all doors share of HTTP: paths, bodies, queries, conditions, media types and connections.
 */
@NullMarked
package dev.jobtracker.web.http;

import org.jspecify.annotations.NullMarked;
