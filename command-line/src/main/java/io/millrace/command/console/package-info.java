/** What all commands share towards the terminal: output, exit codes, and the exception that ends a command. */
@NullMarked
package io.millrace.command.console;

import org.jspecify.annotations.NullMarked;
