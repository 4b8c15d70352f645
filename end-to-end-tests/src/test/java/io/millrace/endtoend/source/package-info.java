/** What the project's sources and pages say together. These tests read files of the checkout and start nothing. */
@NullMarked
package io.millrace.endtoend.source;

import org.jspecify.annotations.NullMarked;
