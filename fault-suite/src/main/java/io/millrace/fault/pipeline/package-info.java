/** The pipeline that is put under faults. */
@NullMarked
package io.millrace.fault.pipeline;

import org.jspecify.annotations.NullMarked;
