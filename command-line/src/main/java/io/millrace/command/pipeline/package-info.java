/** What the connectors' configurations say about the pipeline, and the MySQL server at its beginning. */
@NullMarked
package io.millrace.command.pipeline;

import org.jspecify.annotations.NullMarked;
