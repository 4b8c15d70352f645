package io.millrace.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotSettingsTest {
    private static final Map<String, String> LEAST = Map.of("source.name", "shop", "tables", "shop.*");

    @TempDir
    private Path directory;

    @Test
    void settingsHaveDefaults() {
        SnapshotSettings settings = new SnapshotSettings(LEAST);

        assertThat(settings.text(SnapshotSetting.CONSISTENCY)).isEqualTo("LOCAL_QUORUM");
        assertThat(settings.number(SnapshotSetting.PARTITIONS)).isEqualTo(4);
        assertThat(settings.text(SnapshotSetting.STREAM)).isEqualTo("CDC");
        assertThat(settings.contactPoints()).isEmpty();
        assertThat(settings.nats().servers()).isEqualTo("nats://127.0.0.1:4222");
    }

    @Test
    void everyFaultIsNamedAtOnce() {
        assertThatThrownBy(() -> new SnapshotSettings(Map.of(
                        "tables", "shop",
                        "page.size", "0",
                        "parallelism", "many",
                        "consistency.level", "SOME",
                        "cassandra.user", "reader",
                        "cassandra.tls.truststore.path", "/no/such/file",
                        "nats.token", "t",
                        "nats.user", "u")))
                .isInstanceOf(ConfigurationFaultException.class)
                .hasMessageContainingAll(
                        "source.name is not set (--source-name)",
                        "tables: 'shop' is not of the form keyspace.table",
                        "page.size: must be at least 1",
                        "parallelism: must be a whole number, not 'many'",
                        "consistency.level: ",
                        "cassandra.user and cassandra.password must be set together",
                        "/no/such/file cannot be read",
                        "nats.token: ",
                        "nats.password: ");
    }

    @Test
    void contactPointsMayHaveAPort() {
        Map<String, String> values =
                Map.of("source.name", "s", "tables", "a.b", "contact.points", "db1, db2:9999,[::1]:9043");

        assertThat(new SnapshotSettings(values).contactPoints())
                .extracting(InetSocketAddress::getPort)
                .containsExactly(9042, 9999, 9043);
    }

    @Test
    void aFileTakesSecretsFromTheEnvironment() throws Exception {
        Path file = Files.writeString(directory.resolve("snapshot.properties"), "cassandra.password=${env:SECRET}\n");

        assertThat(ConfigurationFile.read(file, Map.of("SECRET", "a$b"))).containsEntry("cassandra.password", "a$b");
    }

    @Test
    void aFilesUnknownKeysAndVariablesAreNamed() throws Exception {
        Path file = Files.writeString(
                directory.resolve("snapshot.properties"), "page.sise=5\ncassandra.password=${env:SECRET}\n");

        assertThatThrownBy(() -> ConfigurationFile.read(file, Map.of()))
                .isInstanceOf(ConfigurationFaultException.class)
                .hasMessageContainingAll("unknown setting page.sise", "the environment variable SECRET is not set");
    }
}
