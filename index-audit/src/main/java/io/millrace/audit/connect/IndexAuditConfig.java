package io.millrace.audit.connect;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;

import io.millrace.state.HttpAddress;
import io.millrace.state.HttpAddress.BasicLogin;
import io.millrace.state.HttpAddress.Login;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** The settings of the connector that audits for ever. */
final class IndexAuditConfig extends AbstractConfig {
    static final String CONNECT_URL = "connect.url";
    static final String CONNECT_USER = "connect.user";
    static final String CONNECT_PASSWORD = "connect.password";
    static final String SOURCE = "source.connector";
    static final String SINK = "sink.connector";
    static final String ROWS_PER_SECOND = "rows.per.second";
    static final String TABLE_INTERVAL = "table.interval.ms";
    static final String FINDINGS_TOPIC = "findings.topic";
    static final String REPAIR = "repair.enabled";

    static final ConfigDef DEFINITION = define();

    IndexAuditConfig(Map<String, String> properties) {
        super(DEFINITION, properties, false);
    }

    /** The worker's address, with the login. */
    HttpAddress connect() {
        String url = getString(CONNECT_URL).strip();
        Password password = getPassword(CONNECT_PASSWORD);
        Optional<Login> login =
                find(CONNECT_USER).map(user -> new BasicLogin(user, password == null ? "" : password.value()));
        return new HttpAddress(url.replaceFirst("/$", ""), login);
    }

    Optional<String> source() {
        return find(SOURCE);
    }

    Optional<String> sink() {
        return find(SINK);
    }

    long rowsPerSecond() {
        return getInt(ROWS_PER_SECOND);
    }

    Duration tableInterval() {
        return Duration.ofMillis(getLong(TABLE_INTERVAL));
    }

    String findingsTopic() {
        return getString(FINDINGS_TOPIC);
    }

    boolean repairs() {
        return getBoolean(REPAIR);
    }

    private Optional<String> find(String setting) {
        return Optional.ofNullable(getString(setting)).filter(text -> !text.isBlank());
    }

    private static ConfigDef define() {
        ConfigDef.Validator url =
                LambdaValidator.with(IndexAuditConfig::requireUrl, () -> "a URL like http://host:8083");
        return new ConfigDef()
                .define(
                        CONNECT_URL,
                        Type.STRING,
                        "http://127.0.0.1:8083",
                        url,
                        Importance.HIGH,
                        "The REST API of the worker, or of any worker of its cluster. The configuration of the connectors"
                                + " there says where the pipeline's servers are.")
                .define(CONNECT_USER, Type.STRING, null, Importance.LOW, "The user, if the REST API requires a login.")
                .define(CONNECT_PASSWORD, Type.PASSWORD, null, Importance.LOW, "The user's password.")
                .define(
                        SOURCE,
                        Type.STRING,
                        null,
                        Importance.MEDIUM,
                        "The Debezium connector whose tables are audited; unset: the only one.")
                .define(
                        SINK,
                        Type.STRING,
                        null,
                        Importance.MEDIUM,
                        "The Manticore sink whose index is audited; unset: the only one.")
                .define(
                        ROWS_PER_SECOND,
                        Type.INT,
                        1000,
                        atLeast(1),
                        Importance.HIGH,
                        "How many rows are read per second at most.")
                .define(
                        TABLE_INTERVAL,
                        Type.LONG,
                        30_000L,
                        atLeast(1000),
                        Importance.MEDIUM,
                        "A table is audited again no sooner than this after its last audit began, unless it was marked to"
                                + " be audited.")
                .define(
                        FINDINGS_TOPIC,
                        Type.STRING,
                        "index-audit.findings",
                        new NonEmptyString(),
                        Importance.HIGH,
                        "The topic for what is found, as JSON: a record for each difference and one for each finished"
                                + " table. Use ByteArrayConverter as key.converter and value.converter.")
                .define(
                        REPAIR,
                        Type.BOOLEAN,
                        false,
                        Importance.HIGH,
                        "Whether differences are mended, through the source connector and the stream; the table is audited"
                                + " again afterwards.");
    }

    private static void requireUrl(String name, @Nullable Object value) {
        try {
            URI uri = URI.create(String.valueOf(value).strip());
            if (String.valueOf(uri.getScheme()).matches("https?")
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null) {
                return;
            }
        } catch (IllegalArgumentException malformed) {
            // Its message may contain a password.
        }
        throw new ConfigException(name + " must be a URL like http://host:8083; a login belongs into " + CONNECT_USER
                + " and " + CONNECT_PASSWORD);
    }
}
