package io.millrace.manticore;

import io.millrace.manticore.pipeline.PipelineSettings;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.NullHandling;
import io.millrace.manticore.rules.SchemaEvolution;
import io.millrace.manticore.rules.TargetPattern;
import io.millrace.manticore.server.ManticoreSettings;
import io.millrace.manticore.stream.DeliverFrom;
import io.millrace.manticore.stream.StreamSettings;
import io.millrace.nats.NatsSettings;
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
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

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

    static final String BATCH_DOCUMENTS = "batch.max.documents";
    static final String BATCH_BYTES = "batch.max.bytes";
    static final String BATCH_LINGER = "batch.linger.ms";
    static final String MEMORY_BYTES = "memory.max.bytes";
    static final String REQUEST_BYTES = "request.max.bytes";
    static final String THROTTLE = "throttle.documents.per.second";
    static final String BACKPRESSURE = "backpressure.disk.chunks";
    static final String ACK_DELAY = "ack.delay.ms";
    static final String RETRY_BACKOFF = "retry.backoff.ms";
    static final String RETRY_BACKOFF_MAX = "retry.backoff.max.ms";

    static final String DEAD_LETTER_TOPIC = "dead.letter.topic";
    static final String RECEIPTS_TOPIC = "receipts.topic";

    /** One of Connect's own settings, which are not defined here. */
    static final String TOLERANCE = "errors.tolerance";

    static final String NAME = "name";

    private static final int MAX_ACK_PENDING_PER_MS = 100;
    private static final Duration STREAM_CHECK = Duration.ofSeconds(30);

    static final ConfigDef DEFINITION = SinkConfigDef.create();

    ManticoreSinkConfig(Map<String, String> properties) {
        super(DEFINITION, properties);
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

    /** Where consumers start that do not exist yet. */
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

    /** With a throttle at most what it allows in a second: a slow connector then writes small batches often. */
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
                // Three times what one connection to Manticore can take.
                Math.max(100_000, ackDelay.toMillis() * MAX_ACK_PENDING_PER_MS) + 4L * getInt(BATCH_DOCUMENTS),
                getInt(BATCH_DOCUMENTS),
                getLong(BATCH_BYTES),
                getLong(MEMORY_BYTES),
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

    /** @param faults called with the name and the fault of each wrong setting of a table */
    MappingRules mapping(BiConsumer<String, String> faults) {
        return MappingRules.defaults(
                        SchemaEvolution.valueOf(getString(EVOLUTION).toUpperCase(Locale.ROOT)),
                        NullHandling.valueOf(getString(NULLS).toUpperCase(Locale.ROOT)))
                .withPattern(new TargetPattern(getString(TargetPattern.SETTING)))
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
}
