package io.millrace.manticore;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;

import io.millrace.manticore.index.ManticoreSettings;
import io.millrace.manticore.pipeline.PipelineSettings;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.NullHandling;
import io.millrace.manticore.rules.SchemaEvolution;
import io.millrace.manticore.stream.DeliverFrom;
import io.millrace.manticore.stream.StreamSettings;
import io.millrace.nats.NatsSetting;
import io.millrace.nats.NatsSettings;
import io.millrace.nats.StreamDefinition;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** The settings of the connector and its tasks. */
final class ManticoreSinkConfig extends AbstractConfig {
    static final String STREAM = "nats.stream";
    static final String SUBJECTS = "subjects";
    static final String DELIVER_POLICY = "deliver.policy";
    static final String DELIVER_SEQUENCE = "deliver.start.sequence";
    static final String DELIVER_TIME = "deliver.start.time";
    static final String PARTITION_REFRESH = "partition.refresh.ms";

    static final String URLS = "manticore.urls";
    static final String USER = "manticore.user";
    static final String PASSWORD = "manticore.password";
    static final String TOKEN = "manticore.token";
    static final String TRUSTSTORE_PATH = "manticore.tls.truststore.path";
    static final String TRUSTSTORE_PASSWORD = "manticore.tls.truststore.password";
    static final String CONNECT_TIMEOUT = "manticore.connection.timeout.ms";
    static final String REQUEST_TIMEOUT = "manticore.request.timeout.ms";

    static final String EVOLUTION = "schema.evolution";
    static final String NULLS = "null.handling";

    /** Stands for the settings of single tables, whose names are not known. */
    private static final String TABLE = MappingRules.PREFIX + "<database>.<table>";

    static final String BATCH_DOCUMENTS = "batch.max.documents";
    static final String BATCH_BYTES = "batch.max.bytes";
    static final String BATCH_LINGER = "batch.linger.ms";
    static final String REQUEST_BYTES = "request.max.bytes";
    static final String THROTTLE = "throttle.documents.per.second";
    static final String BACKPRESSURE = "backpressure.disk.chunks";
    static final String ACK_DELAY = "ack.delay.ms";
    static final String RETRY_BACKOFF = "retry.backoff.ms";
    static final String RETRY_BACKOFF_MAX = "retry.backoff.max.ms";

    static final String DEAD_LETTER_TOPIC = "dead.letter.topic";
    static final String RECEIPTS_TOPIC = "receipts.topic";

    /** Connect's own; it is not defined here, since Connect does that for every connector. */
    static final String TOLERANCE = "errors.tolerance";

    static final String NAME = "name";

    private static final int MAX_ACK_PENDING_PER_MS = 100;
    private static final Duration STREAM_CHECK = Duration.ofSeconds(30);

    static final ConfigDef DEFINITION = definition();

    ManticoreSinkConfig(Map<String, String> properties) {
        super(DEFINITION, properties);
    }

    private static ConfigDef definition() {
        Settings settings = new Settings();
        settings.group("NATS");
        for (NatsSetting setting : NatsSetting.values()) {
            settings.add(
                    setting.key(),
                    setting.secret()
                            ? Type.PASSWORD
                            : setting == NatsSetting.CONNECTION_TIMEOUT_MS ? Type.LONG : Type.STRING,
                    setting.defaultValue(),
                    null,
                    setting.documentation());
        }
        settings.add(
                STREAM,
                Type.STRING,
                StreamDefinition.DEFAULT_NAME,
                new ConfigDef.NonEmptyString(),
                "The stream that holds the events.");
        settings.add(
                SUBJECTS,
                Type.LIST,
                "cdc.*.*.*",
                new SubjectPatterns(),
                "Which events to read: patterns cdc.<source>.<database>.<table>, comma-separated, * for any. The partition is"
                        + " not part of them. Patterns must not overlap.");
        settings.add(
                DELIVER_POLICY,
                Type.STRING,
                "all",
                ValidString.in("all", "new", "by.start.sequence", "by.start.time"),
                "Where to start when the connector has never run: with all events that the stream holds, with new ones, or"
                        + " from a sequence or a time. Partitions that appear later are always read from their beginning.");
        settings.add(
                DELIVER_SEQUENCE,
                Type.LONG,
                null,
                new Positive(),
                "With deliver.policy=by.start.sequence: the first sequence of the stream to read.");
        settings.add(
                DELIVER_TIME,
                Type.STRING,
                null,
                new IsoTime(),
                "With deliver.policy=by.start.time: the time from which to read, like 2026-01-31T12:00:00Z.");
        settings.add(
                PARTITION_REFRESH,
                Type.LONG,
                5_000L,
                atLeast(100),
                "How often to look for new partitions in the stream.");

        settings.group("Manticore");
        settings.add(
                URLS,
                Type.LIST,
                "http://127.0.0.1:9308",
                new HttpUrls(),
                "Manticore's HTTP addresses, comma-separated. With several, which must serve the same tables, the next one is"
                        + " used when one does not answer.");
        settings.add(USER, Type.STRING, null, null, "User name; needs manticore.password.");
        settings.add(PASSWORD, Type.PASSWORD, null, null, "Password of manticore.user.");
        settings.add(TOKEN, Type.PASSWORD, null, null, "Bearer token, instead of a user name and a password.");
        settings.add(
                TRUSTSTORE_PATH,
                Type.STRING,
                null,
                null,
                "Key store (JKS or PKCS#12) with the certificates to trust for https; without it, Java's own.");
        settings.add(TRUSTSTORE_PASSWORD, Type.PASSWORD, null, null, "Password of the trust store.");
        settings.add(CONNECT_TIMEOUT, Type.LONG, 5_000L, atLeast(1), "How long one attempt to connect may take.");
        settings.add(
                REQUEST_TIMEOUT,
                Type.LONG,
                60_000L,
                atLeast(1),
                "How long Manticore may take to answer. ALTER TABLE and the saving of chunks hold up writes meanwhile.");

        settings.group("Mapping");
        settings.add(
                EVOLUTION,
                Type.STRING,
                "basic",
                ValidString.in("none", "validate", "basic"),
                "What happens when a table or column of the source is missing in Manticore. basic: it is created. validate:"
                        + " the connector stops and says what to add. none: a missing column is left out, a missing table stops"
                        + " the connector.");
        settings.add(
                NULLS,
                Type.STRING,
                "default",
                ValidString.in("default", "omit", "fail"),
                "What a NULL becomes, which Manticore has in json columns only. default: 0, false or empty is written. omit: the"
                        + " column is not mentioned, and Manticore fills in its default. fail: the row is a dead letter.");

        settings.add(
                TABLE,
                Type.STRING,
                null,
                null,
                "What one table of the source becomes, where the defaults do not suit: [name] [(columns)] [option='value' ...],"
                        + " as docs/mapping.md describes.");

        settings.group("Writing");
        settings.add(BATCH_DOCUMENTS, Type.INT, 5_000, atLeast(1), "How many events are written together at most.");
        settings.add(
                BATCH_BYTES,
                Type.LONG,
                8L << 20,
                atLeast(1),
                "How many bytes of events are written together at most; a larger event is written alone.");
        settings.add(
                BATCH_LINGER, Type.LONG, 20L, atLeast(0), "How long events wait for more to be written with them.");
        settings.add(
                REQUEST_BYTES,
                Type.LONG,
                600_000L,
                between(1_000, 100_000_000),
                "How large the body of a bulk request may be. Above about 700 KB Manticore often closes the connection instead"
                        + " of telling which document is bad.");
        settings.add(
                THROTTLE,
                Type.LONG,
                0L,
                atLeast(0),
                "How many documents the connector writes per second at most, dealt evenly to its tasks; 0 for no limit.");
        settings.add(
                BACKPRESSURE,
                Type.INT,
                500,
                atLeast(0),
                "With more disk chunks in a table than this, its merges have fallen behind, and writing waits for them, as"
                        + " it does while the RAM chunk is larger than rt_mem_limit. It has to be well above optimize_cutoff."
                        + " 0: writing never waits.");
        settings.add(
                ACK_DELAY,
                Type.LONG,
                2_000L,
                atLeast(0),
                "How long a written event is kept unacknowledged. Longer than Manticore's own sync interval (1 s), an event"
                        + " survives a power cut of the search host.");
        settings.add(
                RETRY_BACKOFF,
                Type.LONG,
                200L,
                atLeast(1),
                "Pause after a first failure; it doubles with each further one, with a random part.");
        settings.add(RETRY_BACKOFF_MAX, Type.LONG, 30_000L, atLeast(1), "The longest pause between two attempts.");

        settings.group("Records");
        settings.add(
                DEAD_LETTER_TOPIC,
                Type.STRING,
                null,
                null,
                "Kafka topic for events that cannot be applied, with the reason and the position in headers; with"
                        + " errors.tolerance=all. Without that the connector stops at such an event.");
        settings.add(
                RECEIPTS_TOPIC,
                Type.STRING,
                null,
                null,
                "Kafka topic for one small record per acknowledged batch; the connector's offsets come from it.");
        return settings.definition;
    }

    String name() {
        return String.valueOf(originals().get(NAME));
    }

    Duration partitionRefresh() {
        return Duration.ofMillis(getLong(PARTITION_REFRESH));
    }

    NatsSettings nats() {
        return NatsSettings.from(originalsStrings());
    }

    String stream() {
        return getString(STREAM);
    }

    List<String> subjects() {
        return getList(SUBJECTS);
    }

    Optional<String> deadLetterTopic() {
        return topic(DEAD_LETTER_TOPIC);
    }

    Optional<String> receiptsTopic() {
        return topic(RECEIPTS_TOPIC);
    }

    boolean tolerant() {
        return "all".equals(originals().get(TOLERANCE));
    }

    /** Where consumers start that no earlier run of the connector has left. */
    private DeliverFrom deliverFrom() {
        return switch (getString(DELIVER_POLICY)) {
            case "new" -> new DeliverFrom.Now();
            case "by.start.sequence" -> new DeliverFrom.Sequence(getLong(DELIVER_SEQUENCE));
            case "by.start.time" -> new DeliverFrom.Time(Instant.parse(getString(DELIVER_TIME)));
            default -> new DeliverFrom.Beginning();
        };
    }

    long throttle() {
        return getLong(THROTTLE);
    }

    /** With a throttle, a second's worth at most: the batches of a slow connector are small instead of rare. */
    private int batchEvents() {
        return throttle() == 0 ? getInt(BATCH_DOCUMENTS) : (int) Math.min(getInt(BATCH_DOCUMENTS), throttle());
    }

    /** @param later partitions that appeared after the connector's first start */
    PipelineSettings pipeline(Set<Integer> later) {
        Duration ackDelay = Duration.ofMillis(getLong(ACK_DELAY));
        Duration requestTimeout = Duration.ofMillis(getLong(REQUEST_TIMEOUT));
        StreamSettings stream = new StreamSettings(
                nats(),
                stream(),
                subjects(),
                name(),
                deliverFrom(),
                later,
                ackDelay.plus(requestTimeout.multipliedBy(4)),
                // Three times what one connection to Manticore takes.
                Math.max(100_000, ackDelay.toMillis() * MAX_ACK_PENDING_PER_MS) + 4L * getInt(BATCH_DOCUMENTS),
                getInt(BATCH_DOCUMENTS),
                getLong(BATCH_BYTES),
                STREAM_CHECK);
        return new PipelineSettings(
                stream,
                manticore(),
                mapping((setting, fault) -> {
                    throw new ConfigException(setting + ": " + fault);
                }),
                new PipelineSettings.BatchLimits(
                        batchEvents(),
                        getLong(BATCH_BYTES),
                        Duration.ofMillis(getLong(BATCH_LINGER)),
                        getLong(REQUEST_BYTES)),
                new PipelineSettings.TargetLimits(throttle(), getInt(BACKPRESSURE)),
                ackDelay,
                Duration.ofMillis(getLong(RETRY_BACKOFF)),
                Duration.ofMillis(getLong(RETRY_BACKOFF_MAX)),
                tolerant());
    }

    /** @param faults told of each setting of a table that is wrong */
    MappingRules mapping(BiConsumer<String, String> faults) {
        return MappingRules.defaults(
                        SchemaEvolution.valueOf(getString(EVOLUTION).toUpperCase(Locale.ROOT)),
                        NullHandling.valueOf(getString(NULLS).toUpperCase(Locale.ROOT)))
                .withTables(originalsStrings(), faults);
    }

    ManticoreSettings manticore() {
        return new ManticoreSettings(
                getList(URLS).stream().map(URI::create).toList(),
                authorization(),
                Optional.ofNullable(getString(TRUSTSTORE_PATH))
                        .map(path -> new ManticoreSettings.TrustStore(
                                Path.of(path), secret(TRUSTSTORE_PASSWORD).toCharArray())),
                Duration.ofMillis(getLong(CONNECT_TIMEOUT)),
                Duration.ofMillis(getLong(REQUEST_TIMEOUT)));
    }

    private Optional<String> authorization() {
        if (getPassword(TOKEN) != null) {
            return Optional.of("Bearer " + secret(TOKEN));
        }
        return Optional.ofNullable(getString(USER))
                .map(user -> "Basic "
                        + Base64.getEncoder()
                                .encodeToString((user + ":" + secret(PASSWORD)).getBytes(StandardCharsets.UTF_8)));
    }

    private String secret(String key) {
        Password password = getPassword(key);
        return password == null ? "" : password.value();
    }

    private Optional<String> topic(String key) {
        return Optional.ofNullable(getString(key)).filter(topic -> !topic.isBlank());
    }

    /** Collects definitions with their group and order. */
    private static final class Settings {
        private final ConfigDef definition = new ConfigDef();
        private String group = "";
        private int order;

        void group(String name) {
            group = name;
            order = 0;
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
                    order == 0 ? Importance.HIGH : Importance.MEDIUM,
                    documentation,
                    group,
                    order++,
                    Width.MEDIUM,
                    key);
        }
    }
}
