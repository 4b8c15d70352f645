/** Tests of the built plug-in archives across real servers: a search finds what was committed in MySQL. */
@NullMarked
package io.millrace.endtoend;

import org.jspecify.annotations.NullMarked;
