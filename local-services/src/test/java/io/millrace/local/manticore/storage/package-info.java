@NullMarked
package io.millrace.local.manticore.storage;

import org.jspecify.annotations.NullMarked;
