package io.millrace.endtoend.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.audit.connect.IndexAuditConnector;
import io.millrace.bridge.ChangeEventConverter;
import io.millrace.bridge.NatsBridgeConnector;
import io.millrace.manticore.ManticoreSinkConnector;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigurationReferenceTest {
    static List<ConfigurationPage> pages() {
        return List.of(
                new ConfigurationPage(
                        "nats-bridge-configuration.md",
                        "Settings of the NATS bridge",
                        new ConfigurationPage.Part(
                                "NatsBridgeConnector",
                                "The connector that leads change events from Kafka topics into a JetStream stream. What"
                                        + " Connect gives every sink connector, such as `topics.regex`, `tasks.max` and"
                                        + " `errors.tolerance`, is not listed;"
                                        + " [connect-config](../connect-config/README.md) says what to set of it.",
                                new NatsBridgeConnector().config()),
                        new ConfigurationPage.Part(
                                "ChangeEventConverter",
                                "The converter that writes change events to Kafka. Its settings are given to the source"
                                        + " connector, behind `key.converter.` and `value.converter.`.",
                                new ChangeEventConverter().config())),
                new ConfigurationPage(
                        "manticore-sink-configuration.md",
                        "Settings of the Manticore sink",
                        new ConfigurationPage.Part(
                                "ManticoreSinkConnector",
                                "The connector that applies the events of a JetStream stream to Manticore. What Connect"
                                        + " gives every connector, such as `tasks.max` and `errors.tolerance`, is not"
                                        + " listed; [connect-config](../connect-config/README.md) says what to set of it.",
                                new ManticoreSinkConnector().config())),
                new ConfigurationPage(
                        "index-audit-configuration.md",
                        "Settings of the index audit",
                        new ConfigurationPage.Part(
                                "IndexAuditConnector",
                                "The connector that compares tables with their index for ever; [audit.md](audit.md) describes"
                                        + " it. What Connect gives every connector, such as `tasks.max`, is not listed.",
                                new IndexAuditConnector().config())));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void thePageSaysWhatTheDefinitionsSay(ConfigurationPage page) {
        assertThat(page.published())
                .as("docs/rewrite-configuration rewrites it")
                .isEqualTo(page.render());
    }
}
