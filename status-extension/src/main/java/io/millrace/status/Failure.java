package io.millrace.status;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why a task failed.
 *
 * @param reason the first line of what caused it
 * @param isOutage whether a server did not answer, so that a restart helps once it is back
 */
record Failure(String reason, boolean isOutage) {
    private static final String CAUSE = "Caused by: ";
    private static final int LONGEST_REASON = 500;
    private static final Set<String> OUTAGES = Set.of(
            "java.io.EOFException",
            "java.sql.SQLNonTransientConnectionException",
            "java.sql.SQLTransientConnectionException",
            "java.sql.SQLRecoverableException",
            "java.util.concurrent.TimeoutException",
            "com.mysql.cj.exceptions.CJCommunicationsException",
            "com.mysql.cj.jdbc.exceptions.CommunicationsException",
            "org.apache.kafka.common.errors.DisconnectException",
            "org.apache.kafka.common.errors.TimeoutException");

    /** @param trace the stack trace that Connect keeps of a failed task */
    static Failure of(@Nullable String trace) {
        if (trace == null || trace.isBlank()) {
            return new Failure("no reason given", false);
        }
        List<String> throwables = trace.lines()
                .filter(line -> line.startsWith(CAUSE) || trace.startsWith(line))
                .map(line -> line.startsWith(CAUSE) ? line.substring(CAUSE.length()) : line)
                .toList();
        String root = throwables.get(throwables.size() - 1);
        return new Failure(
                root.substring(0, Math.min(root.length(), LONGEST_REASON)),
                throwables.stream().anyMatch(Failure::isOutage));
    }

    private static boolean isOutage(String throwable) {
        String className = throwable.split(":", 2)[0].trim();
        return className.startsWith("java.net.") || OUTAGES.contains(className);
    }
}
