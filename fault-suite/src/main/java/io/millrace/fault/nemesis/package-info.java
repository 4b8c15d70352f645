/** What goes wrong, and when. */
@NullMarked
package io.millrace.fault.nemesis;

import org.jspecify.annotations.NullMarked;
