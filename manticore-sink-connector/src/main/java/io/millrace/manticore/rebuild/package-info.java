/** Rebuilds a table in Manticore while it serves searches, as docs/rebuild.md describes it. */
@NullMarked
package io.millrace.manticore.rebuild;

import org.jspecify.annotations.NullMarked;
