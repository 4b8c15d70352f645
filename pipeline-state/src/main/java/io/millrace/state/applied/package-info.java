/** Tells when changes of the source have reached the index, stage by stage. */
@NullMarked
package io.millrace.state.applied;

import org.jspecify.annotations.NullMarked;
