/** When to try again, how fast to go, and how often to report an outage. */
@NullMarked
package io.millrace.pace;

import org.jspecify.annotations.NullMarked;
