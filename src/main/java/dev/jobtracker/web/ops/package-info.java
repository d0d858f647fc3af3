/** What those see who run the server: health and metrics. */
@NullMarked
package dev.jobtracker.web.ops;

import org.jspecify.annotations.NullMarked;
