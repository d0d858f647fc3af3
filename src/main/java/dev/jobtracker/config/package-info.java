/**
 * The configuration: every key with its default and its range, read strictly from one JSON
 * document.
 */
@NullMarked
package dev.jobtracker.config;

import org.jspecify.annotations.NullMarked;
