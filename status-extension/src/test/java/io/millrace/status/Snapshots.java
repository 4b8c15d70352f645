package io.millrace.status;

import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.snapshot.PipelineSnapshot;
import io.millrace.state.snapshot.PipelineSnapshot.Connector;
import io.millrace.state.snapshot.PipelineSnapshot.DeadLetters;
import io.millrace.state.snapshot.PipelineSnapshot.LastAudit;
import io.millrace.state.snapshot.PipelineSnapshot.MarkedTable;
import io.millrace.state.snapshot.PipelineSnapshot.Outage;
import io.millrace.state.snapshot.PipelineSnapshot.Stage;
import io.millrace.state.snapshot.PipelineSnapshot.StreamSpace;
import io.millrace.state.snapshot.PipelineSnapshot.Table;
import io.millrace.state.snapshot.PipelineSnapshot.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Snapshots of a pipeline that runs, and of one in which nearly everything went wrong. */
final class Snapshots {
    private static final String WORKER = "connect-1:8083";

    private Snapshots() {}

    /** @param passed how many events have passed each stage */
    static PipelineSnapshot well(Instant now, long passed) {
        return new PipelineSnapshot(
                now,
                List.of(
                        running("mysql-source", Role.MYSQL_SOURCE, 1),
                        running("nats-bridge", Role.NATS_BRIDGE, 2),
                        running("manticore-sink", Role.MANTICORE_SINK, 2)),
                List.of(
                        stage(
                                "mysql-source",
                                "MySQL to Kafka",
                                OptionalLong.empty(),
                                "last change 0 s ago",
                                passed + 96),
                        stage("nats-bridge", "Kafka to NATS", OptionalLong.of(64), "", passed + 32),
                        stage("manticore-sink", "NATS to Manticore", OptionalLong.of(32), "", passed)),
                List.of(
                        table("shop.customers", now, 18_204),
                        table("shop.orders", now, 1_284_311),
                        table("shop.products", now, 5_120)),
                List.of(letters("nats-bridge", now, 0, Map.of()), letters("manticore-sink", now, 0, Map.of())),
                List.of(),
                Optional.of(new StreamSpace(
                        "CDC", 734_003_200, OptionalLong.of(1L << 30), Optional.of(Duration.ofDays(7)))),
                List.of());
    }

    static PipelineSnapshot paused(Instant now) {
        PipelineSnapshot well = well(now, 0);
        Connector sink = new Connector(
                "manticore-sink", Role.MANTICORE_SINK, "PAUSED", "", List.of(new Task(0, "PAUSED", WORKER, "")));
        Stage waiting = new Stage(
                "manticore-sink",
                "NATS to Manticore",
                OptionalLong.of(48_211),
                Optional.of(Duration.ofSeconds(734)),
                "",
                true,
                OptionalLong.of(100));
        return new PipelineSnapshot(
                now,
                List.of(well.connectors().get(0), well.connectors().get(1), sink),
                List.of(well.stages().get(0), well.stages().get(1), waiting),
                well.tables(),
                well.deadLetters(),
                List.of(),
                well.stream(),
                List.of());
    }

    /** @param foreign what a server or a database made of a name or a message */
    static PipelineSnapshot ill(Instant now, String foreign) {
        PipelineSnapshot well = well(now, 0);
        Connector bridge = new Connector(
                "nats-bridge",
                Role.NATS_BRIDGE,
                "RUNNING",
                "",
                List.of(
                        new Task(0, "RUNNING", WORKER, ""),
                        new Task(1, "FAILED", WORKER, "The record's bytes are not a change event " + foreign)));
        Stage unknown = new Stage(
                "manticore-sink",
                "NATS to Manticore",
                OptionalLong.empty(),
                Optional.empty(),
                "NATS does not answer",
                true,
                OptionalLong.empty());
        Table aside = new Table(
                "manticore-sink",
                "mysql",
                "shop.prices" + foreign,
                "prices",
                "set aside",
                "Column total: decimal(65,30) does not fit " + foreign,
                true,
                OptionalLong.empty(),
                Optional.of(now.minusSeconds(7300)),
                Optional.of(new LastAudit(now.minusSeconds(7000), 0, "Manticore refused the connection " + foreign)));
        Table different = table("shop.products", now, 5_119, new LastAudit(now.minusSeconds(400), 2, ""));
        return new PipelineSnapshot(
                now,
                List.of(well.connectors().get(0), bridge, well.connectors().get(2)),
                List.of(well.stages().get(0), well.stages().get(1), unknown),
                List.of(well.tables().get(0), well.tables().get(1), different, aside),
                List.of(letters("manticore-sink", now, 4, Map.of("Text for a number " + foreign, 3L, "No key", 1L))),
                List.of(new MarkedTable(
                        "mysql",
                        "shop.orders",
                        List.of(new MarkedTable.Reason("A partition was dropped " + foreign, "2026-11-29T10:00:00Z")))),
                Optional.empty(),
                List.of(new Outage(
                        "NATS",
                        "No connection to NATS at nats://nats:4222: refused " + foreign,
                        "Start NATS",
                        Outage.Extent.SERVER)));
    }

    /** There is a cause for every alert on the pipeline; what waits for the sink grows older. */
    static PipelineSnapshot hopeless(Instant now) {
        PipelineSnapshot ill = ill(now, "");
        Instant oldest = now.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(6));
        Stage late = new Stage(
                "manticore-sink",
                "NATS to Manticore",
                OptionalLong.of(48_211),
                Optional.of(Duration.between(oldest, now)),
                "",
                true,
                OptionalLong.of(100));
        return new PipelineSnapshot(
                now,
                ill.connectors(),
                List.of(late),
                ill.tables(),
                ill.deadLetters(),
                ill.marks(),
                Optional.of(new StreamSpace("CDC", 900, OptionalLong.of(1000), Optional.of(Duration.ofDays(7)))),
                Stream.concat(ill.outages().stream(), Stream.of(addressAway("http://search-1:9308 does not answer")))
                        .toList());
    }

    /** The address of Manticore is not known to the extension. */
    static PipelineSnapshot unasked(Instant now) {
        return well(
                now,
                new Outage(
                        "Manticore",
                        "Setting manticore.token of manticore-sink is ${vault:manticore:token}; what that means is not"
                                + " known here, so the server was not asked",
                        "Let one of Kafka's own config.providers resolve it",
                        Outage.Extent.UNASKED));
    }

    /** Two servers of one Manticore are away; a third answers. */
    static PipelineSnapshot withoutTwoAddresses(Instant now) {
        return well(
                now,
                addressAway("http://search-1:9308 does not answer"),
                addressAway("http://search-2:9308 does not answer"));
    }

    private static PipelineSnapshot well(Instant now, Outage... outages) {
        PipelineSnapshot well = well(now, 0);
        return new PipelineSnapshot(
                now,
                well.connectors(),
                well.stages(),
                well.tables(),
                well.deadLetters(),
                List.of(),
                well.stream(),
                List.of(outages));
    }

    private static Outage addressAway(String problem) {
        return new Outage("Manticore", problem, "Start Manticore", Outage.Extent.ADDRESS);
    }

    private static Connector running(String name, Role role, int tasks) {
        List<Task> all = List.of(new Task(0, "RUNNING", WORKER, ""), new Task(1, "RUNNING", "connect-2:8083", ""));
        return new Connector(name, role, "RUNNING", "", all.subList(0, tasks));
    }

    private static Stage stage(String connector, String route, OptionalLong events, String note, long passed) {
        return new Stage(
                connector, route, events, Optional.of(Duration.ofMillis(80)), note, false, OptionalLong.of(passed));
    }

    private static Table table(String name, Instant now, long rows) {
        return table(name, now, rows, new LastAudit(now.minusSeconds(40), 0, ""));
    }

    private static Table table(String name, Instant now, long rows, LastAudit audit) {
        return new Table(
                "manticore-sink",
                "mysql",
                name,
                name.substring(name.indexOf('.') + 1),
                "active",
                "",
                false,
                OptionalLong.of(rows),
                Optional.of(now.minusSeconds(3)),
                Optional.of(audit));
    }

    private static DeadLetters letters(String connector, Instant now, long count, Map<String, Long> reasons) {
        return new DeadLetters(
                connector,
                connector + ".dead-letters",
                count,
                false,
                count == 0 ? Optional.empty() : Optional.of(now.minusSeconds(300)),
                reasons);
    }
}
