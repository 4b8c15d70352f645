package io.millrace.audit.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debezium.config.Configuration;
import io.millrace.state.mysql.MySqlLogin;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceSettingsTest {
    private static final MySqlLogin LOGIN = new MySqlLogin("db", 3307, "auditor", "secret");

    @Test
    void theLoginReplacesTheConnectors() {
        Configuration configuration = new SourceSettings(Map.of(
                        "database.hostname", "${env:HOST}",
                        "database.password", "${file:/secrets:password}",
                        "schema.history.internal.kafka.bootstrap.servers", "${env:KAFKA}",
                        "database.ssl.mode", "required"))
                .with(LOGIN);

        assertThat(configuration.asMap())
                .containsEntry("database.hostname", "db")
                .containsEntry("database.port", "3307")
                .containsEntry("database.user", "auditor")
                .containsEntry("database.password", "secret")
                .containsEntry("database.ssl.mode", "required");
    }

    @Test
    void aTransformationThatMayChangeRowsIsRefusedByName() {
        assertThatThrownBy(() -> settings(
                        "transforms", "route, mask",
                        "transforms.route.type", "org.apache.kafka.connect.transforms.RegexRouter",
                        "transforms.mask.type", "org.apache.kafka.connect.transforms.MaskField$Value"))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("transformation mask (org.apache.kafka.connect.transforms.MaskField$Value)");
    }

    @Test
    void aTransformationThatKeepsRowsIsNot() {
        assertThat(settings(
                                "transforms", "route,unwrap",
                                "transforms.route.type", "io.debezium.transforms.ByLogicalTableRouter",
                                "transforms.unwrap.type", "io.debezium.transforms.ExtractNewRecordState")
                        .with(LOGIN)
                        .getString("transforms"))
                .isEqualTo("route,unwrap");
    }

    @Test
    void aPostProcessorIsRefusedByName() {
        assertThatThrownBy(() -> settings("post.processors", "other", "other.type", "com.example.Other"))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("post-processor other (com.example.Other)");
    }

    @Test
    void changesThatTheConnectorLeavesOutAreNamed() {
        assertThatThrownBy(() -> settings("skipped.operations", "t,d"))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("skipped.operations=t,d");
    }

    @Test
    void aPlaceholderInWhatRowsDependOnIsNamed() {
        assertThatThrownBy(() -> settings("column.exclude.list", "${file:/columns:hidden}")
                        .with(LOGIN))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("column.exclude.list is ${file:/columns:hidden}");
    }

    private static SourceSettings settings(String... namesAndValues) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new SourceSettings(settings);
    }
}
