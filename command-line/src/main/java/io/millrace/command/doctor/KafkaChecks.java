package io.millrace.command.doctor;

import io.millrace.state.ConfiguredConnector;
import io.millrace.state.SinkOffsets;
import io.millrace.state.TopicState;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Checks topics for what loses records, or keeps them for too short a time. */
final class KafkaChecks {
    private static final long SHORT_MS = Duration.ofDays(1).toMillis();

    private final Diagnosis.Findings findings;

    KafkaChecks(Diagnosis.Findings findings) {
        this.findings = findings;
    }

    /** @param topics of captured tables */
    void tables(Collection<TopicState> topics, ConfiguredConnector source, int brokers) {
        Set<String> compacted = new TreeSet<>();
        Set<String> brief = new TreeSet<>();
        Set<String> bounded = new TreeSet<>();
        Set<String> narrow = new TreeSet<>();
        Set<String> single = new TreeSet<>();
        long partitions = source.number("topic.creation.default.partitions", 1);
        for (TopicState topic : topics) {
            addIf(topic.configuration().getOrDefault("cleanup.policy", "").contains("compact"), topic, compacted);
            long retention = topic.number("retention.ms").orElse(-1L);
            addIf(retention >= 0 && retention < SHORT_MS, topic, brief);
            addIf(topic.number("retention.bytes").orElse(-1L) >= 0, topic, bounded);
            addIf(topic.partitions() != partitions, topic, narrow);
            addIf(topic.replicas() == 1 && brokers > 2, topic, single);
        }
        if (!compacted.isEmpty()) {
            findings.error(
                    "topic-compacted",
                    "cleanup.policy is compact for " + TableChecks.names(compacted),
                    "Kafka deletes changes of a row that has changed again, before the bridge has read them",
                    alter(compacted, "cleanup.policy=delete"));
        }
        if (!brief.isEmpty()) {
            findings.warning(
                    "topic-retention",
                    "Kafka deletes records within a day in " + TableChecks.names(brief),
                    "Changes that wait for longer, while NATS is down for example, are lost",
                    alter(brief, "retention.ms=604800000"));
        }
        if (!bounded.isEmpty()) {
            findings.warning(
                    "topic-retention-bytes",
                    "retention.bytes limits " + TableChecks.names(bounded),
                    "Kafka deletes the oldest records when a topic is full, whether the bridge has read them or not",
                    alter(bounded, "retention.bytes=-1"));
        }
        if (!narrow.isEmpty()) {
            findings.note(
                    "topic-partitions",
                    TableChecks.names(narrow) + " have another number of partitions than the " + partitions + " that "
                            + source.name() + " asks for",
                    "The number decides how many tasks can work on a table; it is set when a topic is created",
                    "Leave it: with another number, rows would move to other partitions and lose their order");
        }
        if (!single.isEmpty()) {
            findings.warning(
                    "topic-replicas",
                    "A single broker has " + TableChecks.names(single),
                    "If its disk is lost, so are the changes that the bridge has not read",
                    "Set topic.creation.default.replication.factor=3 for new topics, and reassign these with"
                            + " kafka-reassign-partitions.sh");
        }
    }

    /** @param offsets how far the bridge has read */
    void reader(
            Collection<TopicState> topics,
            SinkOffsets offsets,
            ConfiguredConnector source,
            ConfiguredConnector bridge) {
        boolean transactional = source.setting("exactly.once.support", "").equals("required");
        long missed = 0;
        long waiting = 0;
        for (TopicState topic : topics) {
            missed += offsets.missed(topic);
            waiting += offsets.waiting(topic, transactional);
        }
        if (missed > 0) {
            findings.error(
                    "records-missed",
                    "Kafka has deleted " + missed + " records that " + bridge.name() + " had not read",
                    "These changes are not in the stream",
                    "Read the tables again: ./millrace sync --mysql-snapshot=again; raise retention.ms of the topics");
        }
        if (waiting > 0) {
            findings.note(
                    "records-waiting",
                    "By the offsets that Connect has committed, about " + waiting + " records wait in Kafka for "
                            + bridge.name(),
                    "They are not in the stream yet, or are there for less than a minute: Connect commits once a minute",
                    "Nothing, if the number is lower a minute later");
        }
    }

    /** Debezium needs the whole history, in order. */
    void history(TopicState topic) {
        long retention = topic.number("retention.ms").orElse(-1L);
        boolean deletes =
                topic.configuration().getOrDefault("cleanup.policy", "").contains("compact")
                        || retention >= 0 && retention < Duration.ofDays(3650).toMillis()
                        || topic.number("retention.bytes").orElse(-1L) >= 0;
        if (deletes || topic.partitions() > 1) {
            findings.error(
                    "schema-history",
                    "Topic " + topic.name()
                            + (deletes
                                    ? " does not keep its records for ever"
                                    : " has " + topic.partitions() + " partitions"),
                    "The source reads the structure of all tables from it when it starts; with a part missing it stops,"
                            + " or reads columns wrongly",
                    deletes
                            ? alter(List.of(topic.name()), "cleanup.policy=delete,retention.ms=-1,retention.bytes=-1")
                            : "Create the topic with one partition, and set snapshot.mode=recovery for one start");
        }
    }

    /** @param open those that were neither resent nor dropped */
    void deadLetters(String topic, int open, ConfiguredConnector writer) {
        if (open > 0) {
            findings.warning(
                    "dead-letters",
                    "Topic " + topic + " holds " + open + " open dead letters of " + writer.name(),
                    "These changes are not in the index",
                    "./millrace dead-letters list shows why; once the cause is gone, ./millrace dead-letters resend");
        }
    }

    private static void addIf(boolean found, TopicState topic, Set<String> names) {
        if (found) {
            names.add(topic.name());
        }
    }

    private static String alter(Collection<String> topics, String settings) {
        return "kafka-configs.sh --alter --entity-type topics --entity-name "
                + topics.iterator().next() + " --add-config " + settings;
    }
}
