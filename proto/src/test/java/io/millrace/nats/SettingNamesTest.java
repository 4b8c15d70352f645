package io.millrace.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Case A13. */
class SettingNamesTest {
    private static final List<String> DEFINED = List.of("nats.servers", "nats.stream", "subjects", "ack.delay.ms");

    @Test
    void aMisspelledSettingIsNamedWithTheOneThatWasMeant() {
        assertThat(faults(Map.of("nats.server", "a", "subject", "b", "errors.tolerence", "all")))
                .containsOnlyKeys("nats.server", "subject", "errors.tolerence")
                .containsEntry("nats.server", "There is no such setting; did you mean nats.servers?")
                .containsEntry("errors.tolerence", "There is no such setting; did you mean errors.tolerance?");
    }

    @Test
    void anUnknownSettingAmongOursIsAFault() {
        assertThat(faults(Map.of("ack.something", "1"))).containsEntry("ack.something", "There is no such setting");
    }

    @Test
    void theCaseOfANameMatters() {
        assertThat(faults(Map.of(
                        "Nats.Servers", "a", "ACK.SOMETHING", "1", "Errors.Tolerance", "all", "Table.shop.a", "(*)")))
                .containsEntry("Nats.Servers", "There is no such setting; did you mean nats.servers?")
                .containsEntry("ACK.SOMETHING", "There is no such setting")
                .containsEntry("Errors.Tolerance", "There is no such setting; did you mean errors.tolerance?")
                .containsEntry("Table.shop.a", "There is no such setting; did you mean table.shop.a?");
    }

    @Test
    void aSettingOfATableWhosePrefixIsMisspelledIsAFault() {
        assertThat(faults(Map.of("tables.shop.Products", "(*)", "tabel.shop.b", "(*)")))
                .containsEntry("tables.shop.Products", "There is no such setting; did you mean table.shop.Products?")
                .containsEntry("tabel.shop.b", "There is no such setting; did you mean table.shop.b?");
    }

    @Test
    void settingsOfConnectAndOfTablesAreNotJudged() {
        assertThat(faults(Map.of(
                        "name", "x",
                        "tasks.max", "1",
                        "errors.tolerance", "all",
                        "key.converter", "k",
                        "transforms", "a,b",
                        "producer.override.batch.size", "1",
                        "table.shop.products", "(name text)")))
                .isEmpty();
    }

    @Test
    void aReferenceThatNothingResolvedIsAFault() {
        assertThat(faults(Map.of(
                        "nats.servers", "${env:TYPO}", "table.shop.a", "${file:/x:y}", "transforms.a", "${env:OTHER}")))
                .containsOnlyKeys("nats.servers", "table.shop.a")
                .hasEntrySatisfying("nats.servers", fault -> assertThat(fault).startsWith("Is still ${env:TYPO}"));
    }

    private static Map<String, String> faults(Map<String, String> properties) {
        return SettingNames.faults(properties, DEFINED, "table.");
    }
}
