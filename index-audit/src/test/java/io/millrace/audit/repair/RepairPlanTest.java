package io.millrace.audit.repair;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.audit.Difference;
import io.millrace.event.RowBuilder;
import io.millrace.event.SourceTable;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.StateException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepairPlanTest {
    private static final SourceTable TABLE = new SourceTable("mysql", "shop", "products");

    private final RepairPlan plan = new RepairPlan();

    @BeforeEach
    void findGhost() {
        plan.add(new Difference.Extra(TABLE, RowBuilder.of().int64("id", 7).build(), "shop_products", 7, 1));
    }

    @Test
    void ghostsAreNotDeletedInTopicsOfAnotherFormat() {
        assertThatThrownBy(() -> plan.requireConverter(source("org.apache.kafka.connect.json.JsonConverter")))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("value.converter of source is org.apache.kafka.connect.json.JsonConverter")
                .hasMessageContaining("Nothing was repaired");
    }

    @Test
    void theConverterMayHaveItsShortName() {
        assertThatCode(() -> {
                    plan.requireConverter(source("io.millrace.bridge.ChangeEventConverter"));
                    plan.requireConverter(source("ChangeEventConverter"));
                })
                .doesNotThrowAnyException();
    }

    private static ConfiguredConnector source(String converter) {
        Map<String, String> settings = Map.of("value.converter", converter);
        return new ConfiguredConnector("source", settings, settings, Optional.empty());
    }
}
