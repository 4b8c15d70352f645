/** A small blocking HTTP/1.1 server that can do what Manticore does: answer before the body is read, and hang up. */
@NullMarked
package io.millrace.local.manticore.http;

import org.jspecify.annotations.NullMarked;
