/** The SQL dialect: tokens, the parser, and a class per statement. */
@NullMarked
package io.millrace.local.manticore.sql;

import org.jspecify.annotations.NullMarked;
