package io.millrace.manticore;

import static io.millrace.manticore.Events.insert;
import static io.millrace.manticore.Events.int64;
import static io.millrace.manticore.Events.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.Type;
import io.millrace.local.ManticoreServer;
import io.millrace.local.NatsServer;
import io.millrace.manticore.stream.PartitionDiscovery;
import io.millrace.nats.NatsSettings;
import io.millrace.nats.StreamDefinition;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code config/validate} reports all faults of a mapping at once, checked against existing tables and events. */
final class SinkConfigFaultsIT {
    private static final String TABLE = "faults_it";
    private static final String SETTING = "table.shop." + TABLE;

    @TempDir
    private static Path directory;

    private static NatsServer nats;
    private static ManticoreServer manticore;
    private static Searchd searchd;

    @BeforeAll
    static void start() throws Exception {
        nats = NatsServer.start(directory.resolve("nats"));
        manticore = ManticoreServer.start(directory.resolve("manticore"));
        searchd = new Searchd(manticore.url());
        try (Connection connection = Nats.connect(nats.url())) {
            connection
                    .jetStreamManagement()
                    .addStream(StreamDefinition.withDefaults("CDC").toConfiguration());
            connection
                    .jetStream()
                    .publish(
                            "cdc.test.shop." + TABLE + ".0",
                            insert(
                                            1,
                                            int64("id", 7),
                                            string("name", "lamp"),
                                            Events.column("price", Type.DOUBLE)
                                                    .setDoubleValue(0.1)
                                                    .build())
                                    .toByteArray());
            connection
                    .jetStream()
                    .publish(
                            "cdc.test.shop." + TABLE + ".1",
                            Events.delete(2, int64("id", 8)).toByteArray());
        }
    }

    @AfterAll
    static void stop() {
        searchd.forget(TABLE);
        manticore.close();
        nats.close();
    }

    @BeforeEach
    void clear() {
        searchd.forget(TABLE);
    }

    @Test
    void defaultsHaveNoFaultAndNothingIsMade() {
        assertThat(faults(Map.of())).isEmpty();
        assertThat(searchd.rows("SHOW TABLES LIKE '" + TABLE + "'")).isEmpty();
    }

    /** Case A13. */
    @Test
    void whatCanNeverBeRightIsAFaultAndWhatMayStillComeIsNone() {
        assertThat(faults(Map.of(
                        "manticore.url", "http://127.0.0.1:1",
                        "batch.linger", "5",
                        "table.shop.other", "${env:TYPO}")))
                .containsOnlyKeys("manticore.url", "batch.linger", "table.shop.other");
        assertThat(faults(Map.of(
                        "Nats.Stream", "CDC",
                        "Table.shop.other", "(*)",
                        "tables.shop.other", "(*)",
                        "nats.stream", "",
                        "table.shop.unseen", "${file:/nowhere:key}")))
                .containsOnlyKeys(
                        "Nats.Stream", "Table.shop.other", "tables.shop.other", "nats.stream", "table.shop.unseen");
        assertThat(faults(Map.of("manticore.user", "admin", "manticore.password", "")))
                .as("a reference to a file that has the key, and nothing behind it")
                .containsOnlyKeys("manticore.password");
        assertThat(faults(Map.of(SETTING, "(nosuch text, Name string, *)")))
                .as("columns may have been dropped, or still come")
                .isEmpty();
        assertThat(faults(Map.of("nats.stream", "NOPE"))).isEmpty();
        assertThat(faults(Map.of("subjects", "cdc.nobody.*.*"))).isEmpty();
    }

    /** Case A11. */
    @Test
    void aSubjectWithoutAPartitionIsNoFault() throws Exception {
        try (Connection connection = Nats.connect(nats.url());
                PartitionDiscovery partitions = new PartitionDiscovery(
                        NatsSettings.from(Map.of("nats.servers", nats.url())), "CDC", List.of("cdc.test.shop.*"))) {
            connection.jetStream().publish("cdc.test.shop." + TABLE + ".x1", new byte[] {1});

            assertThat(partitions.discover()).containsExactly(0, 1);
            assertThat(partitions.newestEvents()).hasSize(2);
        }
        assertThat(faults(Map.of())).isEmpty();
    }

    @Test
    void mappingIsCheckedAgainstTheLiveTable() {
        searchd.sql("CREATE TABLE " + TABLE + " (name text, price bigint, event_id bigint)");

        Map<String, List<String>> faults =
                faults(Map.of(SETTING, "(name string, *) morphology='stem_en'", "schema.evolution", "validate"));

        assertThat(faults).containsOnlyKeys(SETTING);
        assertThat(faults.get(SETTING))
                .singleElement()
                .satisfies(fault -> assertThat(fault).contains("does not have morphology"));

        faults = faults(Map.of(SETTING, "(name string, *)", "schema.evolution", "validate"));

        assertThat(faults.get(SETTING))
                .satisfiesExactly(
                        fault -> assertThat(fault).contains("Column name", "is mapped to string"),
                        fault -> assertThat(fault).contains("Column price", "is DOUBLE"));
    }

    @Test
    void tablesWithoutASettingAreCheckedToo() {
        assertThat(faults(Map.of("schema.evolution", "validate")).get(SETTING))
                .singleElement()
                .satisfies(fault -> assertThat(fault).contains("Table faults_it", "does not exist in Manticore"));
    }

    @Test
    void tablesWithoutAnEventAreCheckedAsFarAsTheyAreKnown() {
        searchd.sql("CREATE TABLE " + TABLE + " (name text, event_id bigint)");

        assertThat(faults(Map.of("table.shop.unseen", "faults_it (name string, *)", "subjects", "cdc.other.*.*"))
                        .get("table.shop.unseen"))
                .singleElement()
                .satisfies(fault -> assertThat(fault).contains("Column name of source table *.shop.unseen is mapped"));
    }

    @Test
    void everyFaultIsNamedAtOnceAlsoThoseOfTheServers() {
        Map<String, List<String>> faults = faults(Map.of(
                "batch.max.documents",
                "none",
                SETTING,
                "(price decimal, name int, *)",
                "table.shop",
                "x",
                "manticore.urls",
                "http://127.0.0.1:1",
                "nats.servers",
                "nats://127.0.0.1:1"));

        assertThat(faults).containsOnlyKeys("batch.max.documents", SETTING, "table.shop", "nats.servers");
        assertThat(faults.get(SETTING))
                .hasSize(2)
                .allSatisfy(fault -> assertThat(fault).startsWith("Table shop.faults_it: column "));
    }

    /** What needs Manticore is left unchecked, and the answer says so. */
    @Test
    void configurationCanBeChangedWhileManticoreIsDown() {
        Map<String, String> away = Map.of("manticore.urls", "http://127.0.0.1:1", SETTING, "(name text, *)");

        assertThat(faults(away)).isEmpty();
        assertThat(validate(away).stream()
                        .filter(value -> value.name().equals("manticore.urls"))
                        .flatMap(value -> value.recommendedValues().stream()))
                .singleElement()
                .asString()
                .contains("The mapping was not checked", "127.0.0.1:1");
    }

    private static Map<String, List<String>> faults(Map<String, String> settings) {
        Map<String, List<String>> faults = new TreeMap<>();
        validate(settings).forEach(value -> {
            if (!value.errorMessages().isEmpty()) {
                faults.put(value.name(), value.errorMessages());
            }
        });
        return faults;
    }

    private static List<ConfigValue> validate(Map<String, String> settings) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "name",
                "sink",
                "connector.class",
                ManticoreSinkConnector.class.getName(),
                "nats.servers",
                nats.url(),
                "nats.connection.timeout.ms",
                "1000",
                "manticore.urls",
                manticore.url()));
        properties.putAll(settings);
        return new ManticoreSinkConnector().validate(properties).configValues();
    }
}
