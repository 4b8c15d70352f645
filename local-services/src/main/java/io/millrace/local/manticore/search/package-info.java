/** Conditions over rows, full-text matching, and the selection of rows by them. */
@NullMarked
package io.millrace.local.manticore.search;

import org.jspecify.annotations.NullMarked;
