package io.millrace.state.letters;

/**
 * A dead letter that is on its way again.
 *
 * @param place where it was put: {@code topic-partition@offset} in Kafka, or a sequence in the stream
 * @param subject of its event in the stream
 * @param eventId the version of the row that it brings
 * @param after the stream's last sequence before it was sent
 */
public record SentLetter(ReportedLetter letter, String place, String subject, long eventId, long after) {}
