/** {@code ./millrace sync}: snapshots into the stream, then the sink reads the stream from before they began. */
@NullMarked
package io.millrace.command.sync;

import org.jspecify.annotations.NullMarked;
