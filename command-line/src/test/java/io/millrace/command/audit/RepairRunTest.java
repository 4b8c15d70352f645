package io.millrace.command.audit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.audit.Difference;
import io.millrace.command.console.CommandException;
import io.millrace.event.RowBuilder;
import io.millrace.event.SourceTable;
import io.millrace.state.ConfiguredConnector;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepairRunTest {
    private static final SourceTable TABLE = new SourceTable("mysql", "shop", "products");

    private final RepairRun run = new RepairRun(new PrintWriter(new StringWriter()));

    @BeforeEach
    void findGhost() {
        run.found(new Difference.Extra(TABLE, RowBuilder.of().int64("id", 7).build(), "shop_products", 7, 1));
    }

    @Test
    void ghostsAreNotDeletedInTopicsOfAnotherFormat() {
        assertThatThrownBy(() -> run.requireConverter(source("org.apache.kafka.connect.json.JsonConverter")))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("value.converter of source is org.apache.kafka.connect.json.JsonConverter")
                .hasMessageContaining("Nothing was repaired");
    }

    @Test
    void theConverterMayHaveItsShortName() {
        assertThatCode(() -> {
                    run.requireConverter(source("io.millrace.bridge.ChangeEventConverter"));
                    run.requireConverter(source("ChangeEventConverter"));
                })
                .doesNotThrowAnyException();
    }

    private static ConfiguredConnector source(String converter) {
        Map<String, String> settings = Map.of("value.converter", converter);
        return new ConfiguredConnector("source", settings, settings, Optional.empty());
    }
}
