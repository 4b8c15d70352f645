/** JSON as Manticore reads and writes it: byte transparent, with its leniency and its error positions. */
@NullMarked
package io.millrace.local.manticore.json;

import org.jspecify.annotations.NullMarked;
