package io.millrace.manticore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationDefaultsTest {
    @Test
    void defaults() {
        assertThat(ManticoreSinkConfig.DEFINITION.defaultValues())
                .containsOnly(
                        entry("nats.servers", "nats://127.0.0.1:4222"),
                        entry("nats.user", null),
                        entry("nats.password", null),
                        entry("nats.token", null),
                        entry("nats.nkey.seed", null),
                        entry("nats.credentials.file", null),
                        entry("nats.tls.truststore.path", null),
                        entry("nats.tls.truststore.password", null),
                        entry("nats.tls.keystore.path", null),
                        entry("nats.tls.keystore.password", null),
                        entry("nats.connection.timeout.ms", 5000L),
                        entry("nats.stream", "CDC"),
                        entry("subjects", List.of("cdc.*.*.*")),
                        entry("deliver.policy", "all"),
                        entry("deliver.start.sequence", null),
                        entry("deliver.start.time", null),
                        entry("partition.refresh.ms", 5000L),
                        entry("manticore.urls", List.of("http://127.0.0.1:9308")),
                        entry("manticore.user", null),
                        entry("manticore.password", null),
                        entry("manticore.token", null),
                        entry("manticore.tls.truststore.path", null),
                        entry("manticore.tls.truststore.password", null),
                        entry("manticore.connection.timeout.ms", 5000L),
                        entry("manticore.request.timeout.ms", 60_000L),
                        entry("schema.evolution", "basic"),
                        entry("null.handling", "default"),
                        entry("target.table.pattern", "${table}"),
                        entry("table.<database>.<table>", null),
                        entry("batch.max.documents", 5000),
                        entry("batch.max.bytes", 8_388_608L),
                        entry("batch.linger.ms", 20L),
                        entry("memory.max.bytes", 128L << 20),
                        entry("request.max.bytes", 600_000L),
                        entry("throttle.documents.per.second", 0L),
                        entry("backpressure.disk.chunks", 500),
                        entry("ack.delay.ms", 2000L),
                        entry("retry.backoff.ms", 200L),
                        entry("retry.backoff.max.ms", 30_000L),
                        entry("dead.letter.topic", null),
                        entry("receipts.topic", null));
    }
}
