/** Manticore's HTTP API: requests, answers, and which process gives them. */
@NullMarked
package io.millrace.manticore.server;

import org.jspecify.annotations.NullMarked;
