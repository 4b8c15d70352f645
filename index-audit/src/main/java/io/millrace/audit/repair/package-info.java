/** Mends what an audit has found, in the ordinary way of the pipeline, so that every reader of the stream is mended too. */
@NullMarked
package io.millrace.audit.repair;

import org.jspecify.annotations.NullMarked;
