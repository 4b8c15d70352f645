package io.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TracesTest {
    @Test
    void whatConnectSaysOfEveryFailedTaskIsLeftOut() {
        assertThat(Traces.summary("""
                org.apache.kafka.connect.errors.ConnectException: Exiting WorkerSinkTask due to unrecoverable exception.
                \tat org.apache.kafka.connect.runtime.WorkerSinkTask.deliverMessages(WorkerSinkTask.java:1)
                Caused by: org.apache.kafka.connect.errors.DataException: t-0@0: The record's bytes are not a change event
                \t... 10 more
                Caused by: com.google.protobuf.InvalidProtocolBufferException: Protocol message tag had invalid wire type.
                \t... 13 more
                """))
                .isEqualTo(
                        "t-0@0: The record's bytes are not a change event (Protocol message tag had invalid wire type.)");
    }

    @Test
    void oneReasonIsGivenOnce() {
        assertThat(Traces.summary("""
                org.apache.kafka.connect.errors.ConnectException: Tolerance exceeded in error handler
                Caused by: io.millrace.nats.NatsFaultException: There is no stream CDC
                """)).isEqualTo("There is no stream CDC");
        assertThat(Traces.summary("java.lang.OutOfMemoryError: Java heap space"))
                .isEqualTo("Java heap space");
        assertThat(Traces.summary("")).isEqualTo("Connect gives no reason");
    }
}
