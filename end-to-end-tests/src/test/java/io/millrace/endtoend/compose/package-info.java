/** Tests of docker-compose.yml: as a file, and in a Docker engine. */
@NullMarked
package io.millrace.endtoend.compose;

import org.jspecify.annotations.NullMarked;
