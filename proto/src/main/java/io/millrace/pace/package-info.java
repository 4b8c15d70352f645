/** When to try again, how fast to go, and how often to say that something is away. */
@NullMarked
package io.millrace.pace;

import org.jspecify.annotations.NullMarked;
