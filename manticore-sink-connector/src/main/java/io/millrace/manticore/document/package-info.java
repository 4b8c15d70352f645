/** The model that mapping and index share: tables, documents, changes of rows, and failures to write them. */
@NullMarked
package io.millrace.manticore.document;

import org.jspecify.annotations.NullMarked;
