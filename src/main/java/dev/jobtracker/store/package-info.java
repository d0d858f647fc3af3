/** Where jobs survive a restart: one store over JDBC, with a dialect for each kind of database. */
@NullMarked
package dev.jobtracker.store;

import org.jspecify.annotations.NullMarked;
