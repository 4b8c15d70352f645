package io.millrace.command.doctor;

import io.millrace.nats.StreamDefinition;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.StreamStatus;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/** Checks the NATS server, the stream and its readers. */
final class NatsChecks {
    private final Clock clock;
    private final Diagnosis.Findings findings;

    NatsChecks(Clock clock, Diagnosis.Findings findings) {
        this.clock = clock;
        this.findings = findings;
    }

    void version(String version) {
        if (Versions.isBefore(version, 2, 10)) {
            findings.error(
                    "nats-version",
                    "The server is NATS " + version,
                    "Millrace uses what JetStream has since 2.10",
                    "Upgrade NATS to 2.10 or later");
        }
    }

    /** @param running whether the bridge runs, so that the stream has to be there */
    void missing(ConfiguredConnector bridge, StreamDefinition definition, boolean running) {
        boolean creates = bridge.setting("nats.stream.create", "none").equals("if.absent");
        if (creates && !running) {
            findings.note(
                    "stream-missing",
                    "There is no stream " + definition.name() + " yet",
                    bridge.name() + " creates it when it starts",
                    "Nothing");
        } else {
            findings.error(
                    "stream-missing",
                    "There is no stream " + definition.name(),
                    "The bridge waits, and nothing reaches the index",
                    creates
                            ? "Start " + bridge.name() + ", which creates the stream"
                            : "Create the stream, or set nats.stream.create=if.absent in " + bridge.name());
        }
    }

    void stream(StreamInfo stream, StreamDefinition definition) {
        StreamConfiguration configuration = stream.getConfiguration();
        for (String fault : definition.faults(configuration)) {
            findings.error("stream-unfit", fault, "The bridge refuses such a stream", "As the message says");
        }
        for (String note : definition.notes(configuration)) {
            findings.warning(
                    "stream-limit",
                    note,
                    "The stream then holds less than its "
                            + configuration.getMaxAge().toDays() + " days",
                    "nats stream edit " + definition.name() + " --max-bytes=-1 --max-msgs=-1, if the disk has room");
        }
        long bytes = stream.getStreamState().getByteCount();
        if (configuration.getMaxBytes() > 0 && bytes > configuration.getMaxBytes() / 5 * 4) {
            findings.error(
                    "stream-full",
                    "Stream " + definition.name() + " has " + bytes + " of " + configuration.getMaxBytes() + " bytes",
                    "When it is full, it refuses new events or drops unread ones",
                    "nats stream edit " + definition.name() + " --max-bytes=" + configuration.getMaxBytes() * 2);
        }
        if (configuration.getStorageType() != StorageType.File) {
            findings.error(
                    "stream-memory",
                    "Stream " + definition.name() + " is in memory",
                    "A restart of NATS loses all events in it",
                    "Create the stream again with --storage=file; the bridge publishes again what Kafka still has");
        }
    }

    /**
     * A single server must have each message on its disk before it acknowledges it.
     *
     * @param syncsAlways empty if the server does not show it
     */
    void durability(StreamInfo stream, Optional<Boolean> syncsAlways) {
        if (stream.getConfiguration().getReplicas() > 1 || syncsAlways.orElse(false)) {
            return;
        }
        String remedy = "Set jetstream { sync_interval: always } in the configuration of nats-server, or run three"
                + " servers and nats stream edit --replicas=3";
        if (syncsAlways.isPresent()) {
            findings.warning(
                    "sync-interval",
                    "A single NATS server has the stream, and does not sync each message to its disk",
                    "A power cut loses the events of the last two minutes; the bridge publishes them again from Kafka,"
                            + " other publishers do not",
                    remedy);
        } else {
            findings.note(
                    "sync-interval",
                    "A single NATS server has the stream; whether it syncs each message to its disk cannot be seen",
                    "Without that, a power cut loses the events of the last minutes",
                    remedy + "; with http_port: 8222 and --nats-monitor-url the doctor sees it");
        }
    }

    void consumers(StreamInfo stream, List<ConsumerInfo> consumers, ConfiguredConnector sink) {
        Duration maxAge = stream.getConfiguration().getMaxAge();
        long waiting = 0;
        for (ConsumerInfo consumer : consumers) {
            waiting += StreamStatus.pending(consumer);
            late(consumer, maxAge, sink);
        }
        if (waiting > 0) {
            findings.note(
                    "events-waiting",
                    waiting + " events wait in the stream for " + sink.name(),
                    "They are not in the index yet",
                    "Nothing, if the number falls");
        }
    }

    private void late(ConsumerInfo consumer, Duration maxAge, ConfiguredConnector sink) {
        ZonedDateTime last =
                consumer.getAckFloor() == null ? null : consumer.getAckFloor().getLastActive();
        if (last == null || maxAge.isZero() || StreamStatus.pending(consumer) == 0) {
            return;
        }
        Duration since = Duration.between(last.toInstant(), clock.instant());
        if (since.multipliedBy(2).compareTo(maxAge) > 0) {
            findings.error(
                    "consumer-late",
                    "Consumer " + consumer.getName() + " has not acknowledged anything for " + since.toHours()
                            + " hours though events wait, and the stream keeps them for " + maxAge.toHours() + " hours",
                    "Events that expire before " + sink.name() + " has read them are missing in the index",
                    "Find out why the partition waits (the worker's log says it), or nats stream edit --max-age");
        }
    }

    void denied(String what, String denial) {
        findings.warning(
                "nats-permission",
                "The NATS user may not ask " + what + ": " + denial,
                "What depends on it was not checked",
                "Name a user who may in --nats-config; docs/operations.md has the permissions of the connectors");
    }
}
