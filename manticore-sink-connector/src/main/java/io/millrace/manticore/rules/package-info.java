/** What the configuration says about tables, and its syntax. */
@NullMarked
package io.millrace.manticore.rules;

import org.jspecify.annotations.NullMarked;
