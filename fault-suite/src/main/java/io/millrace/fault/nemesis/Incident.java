package io.millrace.fault.nemesis;

import java.time.Duration;
import java.util.Optional;

/**
 * A fault that struck.
 *
 * @param fault its kind
 * @param began since the start of the run
 * @param lasted until it was undone and the server answered again
 * @param recovery from then until the index showed what was committed afterwards; empty if that never came
 * @param problem why it could not be begun or undone
 */
public record Incident(
        String fault, Duration began, Duration lasted, Optional<Duration> recovery, Optional<String> problem) {}
