package io.millrace.state.letters;

import java.time.Instant;

/**
 * An event that a connector could not use.
 *
 * @param time when it was reported
 * @param table source, database and table, separated by dots
 * @param byReference whether the letter has no copy of the event, since it is too large for the topic
 */
public record ReportedLetter(
        LetterId id, Instant time, String table, String reason, LetterOrigin origin, boolean byReference) {}
