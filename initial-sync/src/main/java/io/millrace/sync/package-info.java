/** The first load as one command: snapshots into the stream, and the sink from before them on. */
@NullMarked
package io.millrace.sync;

import org.jspecify.annotations.NullMarked;
