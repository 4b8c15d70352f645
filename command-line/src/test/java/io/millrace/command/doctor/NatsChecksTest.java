package io.millrace.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.nats.AuditMark;
import io.millrace.nats.AuditReason;
import io.millrace.nats.StreamDefinition;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableState;
import io.millrace.state.ConfiguredConnector;
import io.nats.client.api.StreamInfo;
import io.nats.client.impl.NatsMessage;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NatsChecksTest {
    private static final StreamDefinition DEFINITION = StreamDefinition.withDefaults("CDC");

    private final Diagnosis diagnosis = new Diagnosis();
    private final NatsChecks checks = new NatsChecks(Clock.systemUTC(), diagnosis.on("NATS"));

    @Test
    void serversSince210AreAccepted() {
        checks.version("2.10.0");
        checks.version("2.15.1");
        assertThat(diagnosis.findings()).isEmpty();

        checks.version("2.9.25");
        assertThat(Connectors.found(diagnosis)).containsExactly("error nats-version");
    }

    @Test
    void streamOfTheDefinitionHasNoFinding() {
        checks.stream(stream("\"storage\": \"file\", \"max_bytes\": -1", 5000), DEFINITION);

        assertThat(diagnosis.findings()).isEmpty();
    }

    @Test
    void unfitStreamIsAnError() {
        checks.stream(stream("\"storage\": \"memory\", \"max_bytes\": 5000, \"sealed\": true", 4900), DEFINITION);

        assertThat(Connectors.found(diagnosis))
                .containsExactly(
                        "error stream-unfit", "error stream-full", "error stream-memory", "warning stream-limit");
    }

    @Test
    void streamThatTheBridgeWillCreateMayBeMissing() {
        ConfiguredConnector bridge = Connectors.bridge(Map.of("nats.stream.create", "if.absent"));
        checks.missing(bridge, DEFINITION, false);
        checks.missing(bridge, DEFINITION, true);
        checks.missing(Connectors.bridge(Map.of()), DEFINITION, false);

        assertThat(Connectors.found(diagnosis))
                .containsExactly("error stream-missing", "error stream-missing", "note stream-missing");
    }

    @Test
    void singleServerMustSyncEachMessage() {
        StreamInfo single = stream("\"num_replicas\": 1", 0);
        checks.durability(single, Optional.of(true));
        checks.durability(stream("\"num_replicas\": 3", 0), Optional.of(false));
        assertThat(diagnosis.findings()).isEmpty();

        checks.durability(single, Optional.of(false));
        checks.durability(single, Optional.empty());
        assertThat(Connectors.found(diagnosis)).containsExactly("warning sync-interval", "note sync-interval");
    }

    @Test
    void tablesThatAreSetAsideOrMarkedAreShownWithTheReason() {
        RegistryChecks registry = new RegistryChecks(diagnosis.on("NATS"));
        TableEntry table = TableEntry.newBuilder()
                .setSink("manticore-sink")
                .setSource("mysql")
                .setDatabase("shop")
                .setTable("orders")
                .setState(TableState.ACTIVE)
                .build();
        registry.tables(List.of(
                table,
                table.toBuilder()
                        .setState(TableState.SET_ASIDE)
                        .setReason("Its key was redefined")
                        .build()));
        registry.marks(List.of(AuditMark.newBuilder()
                .setSource("mysql")
                .setDatabase("shop")
                .setTable("products")
                .addReason(AuditReason.newBuilder().setText("Rows were removed").setTime("2026-01-31T12:00:00Z"))
                .build()));

        assertThat(Connectors.found(diagnosis)).containsExactly("error set-aside", "warning to-be-audited");
        assertThat(diagnosis.findings().get(0).problem()).contains("mysql.shop.orders", "Its key was redefined");
        assertThat(diagnosis.findings().get(1).problem()).contains("mysql.shop.products", "Rows were removed");
    }

    /** As a server answers. */
    private static StreamInfo stream(String configuration, long bytes) {
        String answer = """
                {"config": {"name": "CDC", "subjects": ["cdc.>"], "retention": "limits", "discard": "new",
                  "max_age": 604800000000000, "duplicate_window": 120000000000, %s},
                 "created": "2026-01-01T00:00:00Z",
                 "state": {"messages": 1, "bytes": %d, "first_seq": 1, "last_seq": 1, "consumer_count": 0}}""".formatted(configuration, bytes);
        return new StreamInfo(
                NatsMessage.builder().subject("answer").data(answer).build());
    }
}
