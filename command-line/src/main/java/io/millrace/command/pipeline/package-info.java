/** What the sink connector's configuration says about the pipeline. */
@NullMarked
package io.millrace.command.pipeline;

import org.jspecify.annotations.NullMarked;
