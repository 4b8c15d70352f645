/** What a server answers for the document that the sink makes of a row, compared with what it does answer. */
@NullMarked
package io.millrace.audit.compare;

import org.jspecify.annotations.NullMarked;
