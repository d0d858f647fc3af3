/** The live doors, seen from outside: every test talks to a real server on a real port. */
package dev.jobtracker.live;
