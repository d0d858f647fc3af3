/** The web side: HTTP doors that send JSON to the tracker's addresses and know nothing else. */
@NullMarked
package dev.jobtracker.web;

import org.jspecify.annotations.NullMarked;
