@NullMarked
package io.millrace.local.manticore;

import org.jspecify.annotations.NullMarked;
