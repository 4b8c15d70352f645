/** The reference pages in docs/ say what the code says. */
@NullMarked
package io.millrace.endtoend.docs;

import org.jspecify.annotations.NullMarked;
