/** Tests of the files in deploy. */
@NullMarked
package io.millrace.endtoend.deploy;

import org.jspecify.annotations.NullMarked;
