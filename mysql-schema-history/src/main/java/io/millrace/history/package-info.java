/** What Debezium's MySQL connector loads itself, from a jar in its own folder. */
@NullMarked
package io.millrace.history;

import org.jspecify.annotations.NullMarked;
