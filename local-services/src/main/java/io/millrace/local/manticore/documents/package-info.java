/** What requests say of documents: which one, what is to happen to it, and its values turned into those of columns. */
@NullMarked
package io.millrace.local.manticore.documents;

import org.jspecify.annotations.NullMarked;
