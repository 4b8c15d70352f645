package io.millrace.fault.checker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The errors in the log of a worker. */
final class ErrorLog {
    private static final Pattern ERROR = Pattern.compile("^\\S+ ERROR (?:\\[[^\\]]*] )*(.*) \\((\\w+)\\)$");
    private static final int SHOWN = 200;

    /**
     * The loggers of Connect, Kafka's clients and Debezium that report an outage which is also theirs, as docs/operations.md
     * says of a failed task. Millrace reports one with a warning.
     */
    private static final Set<String> OF_CONNECT = Set.of(
            "AbstractConnectCli",
            "BinlogReader",
            "BinlogStreamingChangeEventSource",
            "ConnectExceptionMapper",
            "ConsumerCoordinator",
            "DeadLetterQueueReporter",
            "DistributedHerder",
            "ErrorHandler",
            "ExactlyOnceWorkerSourceTask",
            "KafkaBasedLog",
            "KafkaConfigBackingStore",
            "KafkaProducer",
            "KafkaStatusBackingStore",
            "MySqlConnectorTask",
            "OffsetStorageReaderImpl",
            "PluginScanner",
            "ProducerBatch",
            "Sender",
            "Threads",
            "TransactionManager",
            "Worker",
            "WorkerConnector",
            "WorkerSinkTask",
            "WorkerTask");

    private ErrorLog() {}

    /** The kinds of errors that nothing explains: the logger, and the first of its messages. */
    static Set<String> unexplained(Path log) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
            lines.map(ERROR::matcher)
                    .filter(Matcher::matches)
                    .filter(line -> !OF_CONNECT.contains(line.group(2)))
                    .forEach(line -> found.putIfAbsent(line.group(2), line.group(1)));
        }
        Set<String> errors = new TreeSet<>();
        found.forEach((logger, message) -> errors.add("the worker's log has an unexplained error of " + logger + ": "
                + message.substring(0, Math.min(SHOWN, message.length()))));
        return errors;
    }
}
