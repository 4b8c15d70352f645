/** How an application publishes its own changes: {@link io.millrace.publisher.ChangeEventPublisher}. */
@NullMarked
package io.millrace.publisher;

import org.jspecify.annotations.NullMarked;
