/** {@code ./millrace}: one command line for operating the pipeline, with a package for each of its commands. */
@NullMarked
package io.millrace.command;

import org.jspecify.annotations.NullMarked;
