/** Which source tables are applied to the index: who owns a table in Manticore, what is set aside, what was passed over. */
@NullMarked
package io.millrace.manticore.registry;

import org.jspecify.annotations.NullMarked;
