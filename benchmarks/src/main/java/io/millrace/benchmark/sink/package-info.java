/** How fast events of the stream become documents, against how fast Manticore takes documents. */
@NullMarked
package io.millrace.benchmark.sink;

import org.jspecify.annotations.NullMarked;
