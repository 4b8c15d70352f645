/** How far each stage of the pipeline is: connectors, topics, the stream and its consumers, and the index. */
@NullMarked
package io.millrace.state;

import org.jspecify.annotations.NullMarked;
