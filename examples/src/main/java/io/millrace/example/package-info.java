/** Programs to start from: one reads the stream, one publishes to it. */
@NullMarked
package io.millrace.example;

import org.jspecify.annotations.NullMarked;
