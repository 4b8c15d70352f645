/** A stand-in for Manticore Search, held to what a real one was recorded to answer: test and demonstration support. */
@NullMarked
package io.millrace.local.manticore;

import org.jspecify.annotations.NullMarked;
