package io.millrace.manticore.pipeline;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names the dead letters of a task in the log, once for each table and reason. */
final class DeadLetterLog {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterLog.class);
    /** Some reasons name documents. */
    private static final int MOST = 1_000;

    private final Set<Reason> told = new HashSet<>();

    private record Reason(String table, String text) {}

    void add(Output.DeadLetter letter) {
        String subject = letter.event().subject();
        String table = subject.substring(0, subject.lastIndexOf('.'));
        if (told.size() < MOST && told.add(new Reason(table, letter.reason()))) {
            LOG.warn(
                    "An event of {} becomes a dead letter, as others may for the same reason: {} (sequence {})",
                    table,
                    letter.reason(),
                    letter.sequence());
        }
    }
}
