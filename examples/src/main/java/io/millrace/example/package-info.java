/** Programs to start from: one that reads the stream, one that writes to it. */
@NullMarked
package io.millrace.example;

import org.jspecify.annotations.NullMarked;
