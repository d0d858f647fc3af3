/** The program's commands, which talk to a tracker from a shell (contract, section 14). */
@NullMarked
package dev.jobtracker.cli;

import org.jspecify.annotations.NullMarked;
