package io.millrace.manticore;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;

import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.TargetPattern;
import io.millrace.nats.NatsSetting;
import io.millrace.nats.StreamDefinition;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.jspecify.annotations.Nullable;

/** Defines the settings, group by group; the configuration reference in docs/ is generated from it. */
final class SinkConfigDef {
    /** Stands for the settings of single tables, whose names are not known. */
    private static final String TABLE = MappingRules.PREFIX + "<database>.<table>";

    private final ConfigDef definition = new ConfigDef();
    private String group = "";
    private int order;

    private SinkConfigDef() {}

    static ConfigDef create() {
        SinkConfigDef settings = new SinkConfigDef();
        settings.nats();
        settings.reading();
        settings.manticore();
        settings.mapping();
        settings.writing();
        settings.retrying();
        settings.records();
        return settings.definition;
    }

    private void nats() {
        group("NATS");
        for (NatsSetting setting : NatsSetting.values()) {
            add(setting.key(), type(setting), setting.defaultValue(), null, setting.documentation());
        }
        add(
                ManticoreSinkConfig.STREAM,
                Type.STRING,
                StreamDefinition.DEFAULT_NAME,
                new ConfigDef.NonEmptyString(),
                "The stream that holds the events.");
    }

    private static Type type(NatsSetting setting) {
        if (setting.secret()) {
            return Type.PASSWORD;
        }
        return setting == NatsSetting.CONNECTION_TIMEOUT_MS ? Type.LONG : Type.STRING;
    }

    private void reading() {
        add(
                ManticoreSinkConfig.SUBJECTS,
                Type.LIST,
                "cdc.*.*.*",
                new SubjectPatterns(),
                "Which events to read: patterns cdc.<source>.<database>.<table>, comma-separated, * for any. The partition is"
                        + " not part of them. Patterns must not overlap.");
        add(
                ManticoreSinkConfig.DELIVER_POLICY,
                Type.STRING,
                "all",
                ValidString.in("all", "new", "by.start.sequence", "by.start.time"),
                "Where to start when the connector has never run: with all events that the stream holds, with new ones, or"
                        + " from a sequence or a time. Partitions that appear later are always read from their beginning.");
        add(
                ManticoreSinkConfig.DELIVER_SEQUENCE,
                Type.LONG,
                null,
                SinkValidators.POSITIVE_OR_UNSET,
                "With deliver.policy=by.start.sequence: the first sequence of the stream to read.");
        add(
                ManticoreSinkConfig.DELIVER_TIME,
                Type.STRING,
                null,
                SinkValidators.TIME_OR_UNSET,
                "With deliver.policy=by.start.time: the time from which to read, like 2026-01-31T12:00:00Z.");
        add(
                ManticoreSinkConfig.PARTITION_REFRESH,
                Type.LONG,
                5_000L,
                atLeast(100),
                "How often to look for new partitions in the stream.");
    }

    private void manticore() {
        group("Manticore");
        add(
                ManticoreSinkConfig.URLS,
                Type.LIST,
                "http://127.0.0.1:9308",
                new HttpUrls(),
                "Manticore's HTTP addresses, comma-separated. With several, which must serve the same tables, the next one is"
                        + " used when one does not answer.");
        add(ManticoreSinkConfig.USER, Type.STRING, null, null, "User name; needs manticore.password.");
        add(ManticoreSinkConfig.PASSWORD, Type.PASSWORD, null, null, "Password of manticore.user.");
        add(
                ManticoreSinkConfig.TOKEN,
                Type.PASSWORD,
                null,
                null,
                "Bearer token, instead of a user name and a password.");
        add(
                ManticoreSinkConfig.TRUSTSTORE_PATH,
                Type.STRING,
                null,
                null,
                "Key store (JKS or PKCS#12) with the certificates to trust for https; without it, Java's own.");
        add(ManticoreSinkConfig.TRUSTSTORE_PASSWORD, Type.PASSWORD, null, null, "Password of the trust store.");
        add(
                ManticoreSinkConfig.CONNECT_TIMEOUT,
                Type.LONG,
                5_000L,
                atLeast(1),
                "How long one attempt to connect may take.");
        add(
                ManticoreSinkConfig.REQUEST_TIMEOUT,
                Type.LONG,
                60_000L,
                atLeast(1),
                "How long Manticore may take to answer. ALTER TABLE and the saving of chunks delay writes.");
    }

    private void mapping() {
        group("Mapping");
        add(
                ManticoreSinkConfig.EVOLUTION,
                Type.STRING,
                "basic",
                ValidString.in("none", "validate", "basic"),
                "What happens when a table or column of the source is missing in Manticore. basic: it is created. validate:"
                        + " the connector stops and says what to add. none: a missing column is ignored, a missing table stops"
                        + " the connector.");
        add(
                ManticoreSinkConfig.NULLS,
                Type.STRING,
                "default",
                ValidString.in("default", "omit", "fail"),
                "What a NULL becomes, which Manticore has in json columns only. default: 0, false or empty is written. omit: the"
                        + " column is not mentioned, and Manticore fills in its default. fail: the row is a dead letter.");

        add(
                TargetPattern.SETTING,
                Type.STRING,
                TargetPattern.DEFAULT.text(),
                SinkValidators.TARGET_PATTERN,
                "How tables in Manticore are named after their source tables: ${source}, ${database} and ${table} with letters,"
                        + " digits and underscores between them. A table's own setting takes precedence.");
        add(
                TABLE,
                Type.STRING,
                null,
                null,
                "What one table of the source becomes, where the defaults do not suit: [name] [(columns)] [option='value' ...],"
                        + " as docs/mapping.md describes.");
    }

    private void writing() {
        group("Writing");
        add(
                ManticoreSinkConfig.BATCH_DOCUMENTS,
                Type.INT,
                5_000,
                atLeast(1),
                "How many events are written together at most.");
        add(
                ManticoreSinkConfig.BATCH_BYTES,
                Type.LONG,
                8L << 20,
                atLeast(1),
                "How many bytes of events are written together at most; a larger event is written alone.");
        add(
                ManticoreSinkConfig.BATCH_LINGER,
                Type.LONG,
                20L,
                atLeast(0),
                "How long after a batch events wait for more before the next one is written. An event that comes alone does not"
                        + " wait.");
        add(
                ManticoreSinkConfig.MEMORY_BYTES,
                Type.LONG,
                128L << 20,
                atLeast(1L << 20),
                "How many bytes of events one task holds at most, all its partitions together: requested, collected, mapped"
                        + " and being written, where each event counts twice. Each partition may hold one message of the"
                        + " largest size that NATS accepts, even if that is more.");
        add(
                ManticoreSinkConfig.REQUEST_BYTES,
                Type.LONG,
                600_000L,
                between(1_000, 100_000_000),
                "How large the body of a bulk request may be. Above about 700 KB Manticore often closes the connection instead"
                        + " of saying which document is bad.");
        add(
                ManticoreSinkConfig.THROTTLE,
                Type.LONG,
                0L,
                atLeast(0),
                "How many documents the connector writes per second at most, divided evenly among its tasks; 0 for no limit.");
        add(
                ManticoreSinkConfig.BACKPRESSURE,
                Type.INT,
                500,
                atLeast(0),
                "With more disk chunks in a table than this, its merges have fallen behind, and writing waits for them, as"
                        + " it does while the RAM chunk is larger than rt_mem_limit. Set it well above optimize_cutoff."
                        + " 0: writing never waits.");
        add(
                ManticoreSinkConfig.ACK_DELAY,
                Type.LONG,
                2_000L,
                atLeast(0),
                "How long a written event is kept unacknowledged. Longer than Manticore's own sync interval (1 s), an event"
                        + " survives a power cut of the search host.");
    }

    private void retrying() {
        add(
                ManticoreSinkConfig.RETRY_BACKOFF,
                Type.LONG,
                200L,
                atLeast(1),
                "Pause after a first failure; it doubles with each further one, with a random part.");
        add(
                ManticoreSinkConfig.RETRY_BACKOFF_MAX,
                Type.LONG,
                30_000L,
                atLeast(1),
                "The longest pause between two attempts.");
    }

    private void records() {
        group("Records");
        add(
                ManticoreSinkConfig.DEAD_LETTER_TOPIC,
                Type.STRING,
                null,
                null,
                "Kafka topic for events that cannot be applied, with the reason and the position in headers; with"
                        + " errors.tolerance=all. Without that the connector stops at such an event.");
        add(
                ManticoreSinkConfig.RECEIPTS_TOPIC,
                Type.STRING,
                null,
                null,
                "Kafka topic for one small record per acknowledged batch; the connector's offsets come from it.");
    }

    private void group(String name) {
        group = name;
        order = 0;
    }

    private void add(
            String key,
            Type type,
            @Nullable Object defaultValue,
            ConfigDef.@Nullable Validator validator,
            String documentation) {
        definition.define(
                key,
                type,
                defaultValue,
                validator,
                order == 0 ? Importance.HIGH : Importance.MEDIUM,
                documentation,
                group,
                order++,
                Width.MEDIUM,
                key);
    }
}
