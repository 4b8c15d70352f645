/** The rules by which tables are mapped, and the syntax of the settings that they are read from. */
@NullMarked
package io.millrace.manticore.rules;

import org.jspecify.annotations.NullMarked;
