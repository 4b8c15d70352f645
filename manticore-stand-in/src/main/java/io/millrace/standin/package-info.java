/**
 * A stand-in for Manticore Search, for tests and demonstrations: it answers what this project sends as a real server was
 * recorded to, and refuses everything that a real server would quietly change.
 */
@NullMarked
package io.millrace.standin;

import org.jspecify.annotations.NullMarked;
