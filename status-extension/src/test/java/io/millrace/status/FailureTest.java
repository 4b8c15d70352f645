package io.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureTest {
    /** Case B14: what Debezium 3.6.1 fails with when MySQL shuts down. */
    private static final String SHUTDOWN = """
            org.apache.kafka.connect.errors.ConnectException: An exception occurred in the change event producer. This connector will be stopped.
            \tat io.debezium.pipeline.ErrorHandler.setProducerThrowable(ErrorHandler.java:67)
            Caused by: io.debezium.DebeziumException: Failed to read next byte from position 1730
            \tat io.debezium.connector.binlog.BinlogStreamingChangeEventSource.wrap(BinlogStreamingChangeEventSource.java:1274)
            \t... 3 more
            Caused by: java.io.EOFException: Failed to read next byte from position 1730
            \tat com.github.shyiko.mysql.binlog.io.ByteArrayInputStream.read(ByteArrayInputStream.java:214)
            """;

    private static final String AWAY = """
            org.apache.kafka.connect.errors.ConnectException: Error reading MySQL variables: Communications link failure
            \tat io.debezium.connector.binlog.jdbc.BinlogConnectorConnection.querySystemVariables(BinlogConnectorConnection.java:1)
            Caused by: com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure

            The last packet sent successfully to the server was 0 milliseconds ago.
            Caused by: java.net.ConnectException: Connection refused
            """;

    private static final String STATEMENT = """
            org.apache.kafka.connect.errors.ConnectException: An exception occurred in the change event producer. This connector will be stopped.
            Caused by: io.debezium.text.ParsingException: DDL statement couldn't be parsed. java.net.ConnectException: no
            """;

    @Test
    void aServerThatDoesNotAnswerIsAnOutage() {
        assertThat(Failure.of(SHUTDOWN))
                .isEqualTo(new Failure("java.io.EOFException: Failed to read next byte from position 1730", true));
        assertThat(Failure.of(AWAY)).isEqualTo(new Failure("java.net.ConnectException: Connection refused", true));
    }

    /** Whatever its message says. */
    @Test
    void anythingElseIsNone() {
        assertThat(Failure.of(STATEMENT).isOutage()).isFalse();
        assertThat(Failure.of(STATEMENT).reason()).startsWith("io.debezium.text.ParsingException: DDL statement");
    }

    @Test
    void aTaskThatFailedWithoutATraceHasAReasonTooAndLongOnesAreCut() {
        assertThat(Failure.of(null)).isEqualTo(new Failure("no reason given", false));
        assertThat(Failure.of("")).isEqualTo(new Failure("no reason given", false));
        assertThat(Failure.of("x".repeat(10_000)).reason()).hasSize(500);
    }
}
