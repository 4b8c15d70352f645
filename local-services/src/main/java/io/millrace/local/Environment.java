package io.millrace.local;

import java.nio.file.Path;
import java.util.Optional;

/** Environment variables; an empty one counts as not set. */
final class Environment {
    private Environment() {}

    static Optional<String> text(String variable) {
        return Optional.ofNullable(System.getenv(variable)).map(String::strip).filter(value -> !value.isEmpty());
    }

    static Optional<Path> path(String variable) {
        return text(variable).map(Path::of);
    }
}
