/** What is written to the index: documents, the tables that hold them, and why they could not be written. Knows no other package. */
@NullMarked
package io.millrace.manticore.document;

import org.jspecify.annotations.NullMarked;
