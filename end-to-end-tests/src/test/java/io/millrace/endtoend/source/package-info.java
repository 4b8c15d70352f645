/** The project's sources and pages as a whole: names, quotes, mentions. These tests start no servers. */
@NullMarked
package io.millrace.endtoend.source;

import org.jspecify.annotations.NullMarked;
