package io.millrace.state.applied;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.event.SourceTable;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.StateException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PipelineRouteTest {
    private static final Set<SourceTable> ORDERS = Set.of(new SourceTable("mysql", "shop", "orders"));

    @Test
    void topicsFollowFromTheSourcesSettings() {
        assertThat(route(Map.of()).topics(ORDERS)).containsExactly("mysql.shop.orders");
        assertThat(route(Map.of("topic.delimiter", "_")).topics(ORDERS)).containsExactly("mysql_shop_orders");
    }

    @Test
    void sourceThatGivesItsTopicsOtherNamesIsRefused() {
        assertThatThrownBy(() -> route(Map.of(
                        "transforms",
                        "unwrap, route",
                        "transforms.unwrap.type",
                        "io.debezium.transforms.ExtractNewRecordState",
                        "transforms.route.type",
                        "org.apache.kafka.connect.transforms.RegexRouter")))
                .isInstanceOf(StateException.class)
                .hasMessageContainingAll("mysql-source", "transforms.route.type", "RegexRouter");
        assertThatThrownBy(() -> route(Map.of("topic.naming.strategy", "org.example.Naming")))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("topic.naming.strategy=org.example.Naming");
    }

    @Test
    void tableOfAnotherSourceIsRefused() {
        assertThatThrownBy(() -> route(Map.of()).topics(Set.of(new SourceTable("other", "shop", "orders"))))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("other.shop.orders");
    }

    private static PipelineRoute route(Map<String, String> settings) {
        Map<String, String> source = new HashMap<>(settings);
        source.put("topic.prefix", "mysql");
        return new PipelineRoute(connector("mysql-source", source), List.of(), connector("sink", Map.of()));
    }

    private static ConfiguredConnector connector(String name, Map<String, String> settings) {
        return new ConfiguredConnector(name, settings, settings, Optional.empty());
    }
}
