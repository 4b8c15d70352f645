package io.millrace.command.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.command.console.CommandException;
import io.millrace.nats.TableEntry;
import io.millrace.state.mysql.DatabaseTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManticoreSinkSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "shop, orders, true",
        "shop, order.lines, true",
        "shop, customers, false",
        "library, customers, true",
        "other, orders, false",
    })
    void sinkReadsTheTablesInItsSubjects(String database, String table, boolean reads) {
        ManticoreSinkSettings sink =
                sink(Map.of("subjects", "cdc.mysql.shop.orders, cdc.mysql.shop.order%2Elines,cdc.*.library.*"));

        assertThat(sink.reads("mysql", new DatabaseTable(database, table))).isEqualTo(reads);
    }

    @Test
    void sinkWithoutSubjectsReadsEveryTable() {
        assertThat(sink(Map.of()).reads("mysql", new DatabaseTable("shop", "orders")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "shop, products, goods",
        "shop, Customers, customers",
        "shop, order, order_",
        "other, products, products"
    })
    void mappingNamesTheTargetTable(String database, String table, String index) {
        ManticoreSinkSettings sink =
                sink(Map.of("table.shop.products", "goods (sku, name text, *) morphology='stem_en'"));

        assertThat(sink.indexOf("mysql", new DatabaseTable(database, table))).isEqualTo(index);
    }

    @Test
    void aTableKeepsTheNameThatTheRegistryKnows() {
        ManticoreSinkSettings sink = sink(Map.of());
        DatabaseTable table = new DatabaseTable("shop", "größen");
        assertThat(sink.indexOf("mysql", table)).isEqualTo("grossen");

        sink.keepNames(List.of(TableEntry.newBuilder()
                .setSource("mysql")
                .setDatabase("shop")
                .setTable("größen")
                .setTarget("gr__en")
                .build()));

        assertThat(sink.indexOf("mysql", table)).isEqualTo("gr__en");
    }

    @Test
    void invalidMappingIsReported() {
        assertThatThrownBy(() -> sink(Map.of("table.shop.products", "goods (")))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("table.shop.products");
    }

    private static ManticoreSinkSettings sink(Map<String, String> settings) {
        return new ManticoreSinkSettings(new ObjectMapper().valueToTree(settings));
    }
}
