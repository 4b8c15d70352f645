/** Tests of the built plug-in archives across real servers: what is committed in MySQL is what a search finds. */
@NullMarked
package io.millrace.endtoend;

import org.jspecify.annotations.NullMarked;
