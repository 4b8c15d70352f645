/** The MySQL server at the beginning of the pipeline, and what the source connector's configuration says about it. */
@NullMarked
package io.millrace.state.mysql;

import org.jspecify.annotations.NullMarked;
