package io.millrace.bridge;

import io.millrace.bridge.publish.EventPublisher;
import io.millrace.nats.NatsSetting;
import io.millrace.nats.NatsSettings;
import io.millrace.nats.StreamDefinition;
import io.millrace.pace.Backoff;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** The settings of the bridge. */
final class NatsBridgeConfig extends AbstractConfig {
    static final String STREAM = "nats.stream";
    static final String STREAM_CREATE = "nats.stream.create";
    static final String STREAM_MAX_AGE = "nats.stream.max.age.ms";
    static final String STREAM_DUPLICATE_WINDOW = "nats.stream.duplicate.window.ms";
    static final String STREAM_REPLICAS = "nats.stream.replicas";
    static final String STREAM_MAX_BYTES = "nats.stream.max.bytes";
    static final String STREAM_COMPRESSION = "nats.stream.compression";
    static final String INCLUDE_BEFORE = "include.before";
    static final String OVERSIZED_ROWS = "oversized.rows";
    static final String OVERSIZED_SET_ASIDE = "set.aside";
    static final String MAX_IN_FLIGHT_COUNT = "publish.max.in.flight.count";
    static final String MAX_IN_FLIGHT_BYTES = "publish.max.in.flight.bytes";
    static final String ACK_TIMEOUT = "publish.ack.timeout.ms";
    static final String BACKOFF_INITIAL = "retry.backoff.initial.ms";
    static final String BACKOFF_MAX = "retry.backoff.max.ms";

    /** Connect's own setting for the consumer of this connector. */
    static final String MAX_POLL_INTERVAL = "consumer.override.max.poll.interval.ms";

    private static final Duration DEFAULT_PUT_LIMIT = Duration.ofSeconds(20);

    private static final String OVERSIZED_WITHOUT_COLUMNS = "without.columns";
    private static final String CREATE_NONE = "none";
    private static final String CREATE_IF_ABSENT = "if.absent";
    private static final String COMPRESSION_S2 = "s2";
    private static final String COMPRESSION_NONE = "none";

    static final ConfigDef DEFINITION = define();

    NatsBridgeConfig(Map<String, String> properties) {
        super(DEFINITION, properties, false);
    }

    NatsSettings nats() {
        return nats(this::get);
    }

    /** @param values each setting's value as its definition has parsed it */
    static NatsSettings nats(Function<String, @Nullable Object> values) {
        Map<String, String> settings = new HashMap<>();
        for (NatsSetting setting : NatsSetting.values()) {
            Object value = values.apply(setting.key());
            if (value != null) {
                settings.put(setting.key(), value instanceof Password password ? password.value() : value.toString());
            }
        }
        return NatsSettings.from(settings);
    }

    StreamDefinition stream() {
        return new StreamDefinition(
                getString(STREAM),
                duration(STREAM_MAX_AGE),
                duration(STREAM_DUPLICATE_WINDOW),
                getInt(STREAM_REPLICAS),
                getLong(STREAM_MAX_BYTES),
                getString(STREAM_COMPRESSION).equals(COMPRESSION_S2));
    }

    boolean createsStream() {
        return getString(STREAM_CREATE).equals(CREATE_IF_ABSENT);
    }

    boolean includesBefore() {
        return getBoolean(INCLUDE_BEFORE);
    }

    boolean setsAsideOversized() {
        return getString(OVERSIZED_ROWS).equals(OVERSIZED_SET_ASIDE);
    }

    EventPublisher.Limits limits() {
        return new EventPublisher.Limits(
                getInt(MAX_IN_FLIGHT_COUNT), getLong(MAX_IN_FLIGHT_BYTES), duration(ACK_TIMEOUT));
    }

    /** How long a task may keep Connect from polling Kafka: a fraction of the time that costs it its partitions. */
    Duration putLimit() {
        Object maxPollInterval = originals().get(MAX_POLL_INTERVAL);
        return maxPollInterval == null
                ? DEFAULT_PUT_LIMIT
                : Duration.ofMillis(
                        Math.min(DEFAULT_PUT_LIMIT.toMillis(), Long.parseLong(maxPollInterval.toString()) / 3));
    }

    /** Connect takes any value, with which no task could start. */
    static Optional<String> faultOfMaxPollInterval(Map<String, String> properties) {
        String value = properties.get(MAX_POLL_INTERVAL);
        try {
            return value == null || Integer.parseInt(value) > 0 ? Optional.empty() : Optional.of("Must be above 0");
        } catch (NumberFormatException e) {
            return Optional.of("Must be a number of milliseconds");
        }
    }

    Backoff backoff(LongSupplier clock) {
        return new Backoff(duration(BACKOFF_INITIAL), duration(BACKOFF_MAX), clock, new Random());
    }

    private Duration duration(String key) {
        return Duration.ofMillis(getLong(key));
    }

    private static ConfigDef define() {
        ConfigDef definition = new ConfigDef();
        Group connection = new Group(definition, "NATS connection");
        for (NatsSetting setting : NatsSetting.values()) {
            connection.add(setting.key(), typeOf(setting), setting.defaultValue(), null, setting.documentation());
        }
        defineStream(new Group(definition, "Stream"));
        defineEvent(new Group(definition, "Event"));
        definePublishing(new Group(definition, "Publishing"));
        return definition;
    }

    private static Type typeOf(NatsSetting setting) {
        if (setting.secret()) {
            return Type.PASSWORD;
        }
        return setting == NatsSetting.CONNECTION_TIMEOUT_MS ? Type.LONG : Type.STRING;
    }

    private static void defineStream(Group group) {
        group.add(
                STREAM,
                Type.STRING,
                StreamDefinition.DEFAULT_NAME,
                new ConfigDef.NonEmptyString(),
                "The stream to publish to; it must cover the subjects " + StreamDefinition.SUBJECTS + ".");
        group.add(
                STREAM_CREATE,
                Type.STRING,
                CREATE_NONE,
                ValidString.in(CREATE_NONE, CREATE_IF_ABSENT),
                "Whether to create the stream: 'none' requires it to exist, 'if.absent' creates it with the settings"
                        + " below if it does not. An existing stream is never changed, only checked.");
        group.add(
                STREAM_MAX_AGE,
                Type.LONG,
                StreamDefinition.DEFAULT_MAX_AGE.toMillis(),
                Range.atLeast(1),
                "How long the stream keeps events; the bridge refuses a stream that keeps them for less.");
        group.add(
                STREAM_DUPLICATE_WINDOW,
                Type.LONG,
                StreamDefinition.DEFAULT_DUPLICATE_WINDOW.toMillis(),
                Range.atLeast(1),
                "How long the stream remembers message ids, in memory. Must cover the time during which messages of"
                        + " a broken connection may still reach the server; older messages are recognized from the"
                        + " stream itself.");
        group.add(
                STREAM_REPLICAS, Type.INT, 1, Range.between(1, 5), "Replicas of the stream, if the bridge creates it.");
        group.add(
                STREAM_MAX_BYTES,
                Type.LONG,
                -1L,
                Range.atLeast(-1),
                "Maximum size of the stream, if the bridge creates it; -1 for no limit. A full stream refuses events,"
                        + " and the bridge waits until there is room.");
        group.add(
                STREAM_COMPRESSION,
                Type.STRING,
                COMPRESSION_S2,
                ValidString.in(COMPRESSION_S2, COMPRESSION_NONE),
                "Compression of the stream, if the bridge creates it.");
    }

    private static void defineEvent(Group group) {
        group.add(
                INCLUDE_BEFORE,
                Type.BOOLEAN,
                false,
                null,
                "Whether events carry the row before the change. Applies to records that the bridge encodes itself;"
                        + " ChangeEventConverter has the same setting for those that it encodes.");
        group.add(
                OVERSIZED_ROWS,
                Type.STRING,
                OVERSIZED_WITHOUT_COLUMNS,
                ValidString.in(OVERSIZED_WITHOUT_COLUMNS, OVERSIZED_SET_ASIDE),
                "What to do with a row of which ChangeEventConverter left out columns, since the event would have been"
                        + " larger than its event.max.bytes: 'without.columns' publishes it without them, 'set.aside' makes"
                        + " it a dead letter.");
    }

    private static void definePublishing(Group group) {
        group.add(
                MAX_IN_FLIGHT_COUNT,
                Type.INT,
                1000,
                Range.between(1, 100_000),
                "Maximum number of unacknowledged messages per task.");
        group.add(
                MAX_IN_FLIGHT_BYTES,
                Type.LONG,
                16L * 1024 * 1024,
                Range.atLeast(1),
                "Maximum total size of the unacknowledged messages per task. A single message may exceed it.");
        group.add(
                ACK_TIMEOUT,
                Type.LONG,
                10_000L,
                Range.atLeast(1),
                "How long the stream may take to acknowledge the message that is next, once it has acknowledged all"
                        + " before it, until the bridge considers the connection broken and opens a new one.");
        group.add(
                BACKOFF_INITIAL,
                Type.LONG,
                250L,
                Range.atLeast(1),
                "The wait before the second attempt to reach NATS; it doubles with each further attempt, up to "
                        + BACKOFF_MAX + ", and is shortened at random by up to a half.");
        group.add(BACKOFF_MAX, Type.LONG, 30_000L, Range.atLeast(1), "The longest wait between two attempts.");
    }

    /** Adds settings to a definition in the order in which they are shown. */
    private static final class Group {
        private final ConfigDef definition;
        private final String name;
        private int order;

        Group(ConfigDef definition, String name) {
            this.definition = definition;
            this.name = name;
        }

        void add(
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
                    Importance.MEDIUM,
                    documentation,
                    name,
                    ++order,
                    Width.LONG,
                    key);
        }
    }
}
