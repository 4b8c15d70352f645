package io.millrace.manticore;

import static io.millrace.manticore.Events.insert;
import static io.millrace.manticore.Events.int64;
import static io.millrace.manticore.Events.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.ChangeEvent;
import io.millrace.event.SourceTable;
import io.millrace.event.Subject;
import io.millrace.event.Type;
import io.millrace.local.ManticoreServer;
import io.millrace.local.NatsServer;
import io.millrace.manticore.stream.PartitionDiscovery;
import io.millrace.nats.ColumnName;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsSettings;
import io.millrace.nats.StreamDefinition;
import io.millrace.nats.TableRegistry;
import io.nats.client.Connection;
import io.nats.client.PurgeOptions;
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
        try (Connection connection = NatsServer.connect(nats.url())) {
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
        try (Connection connection = NatsServer.connect(nats.url());
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

    /** After a collision of names, nothing but the registry knows who has which. */
    @Test
    void tablesAndColumnsHaveTheNamesThatTheRegistryKeeps() throws Exception {
        Map<String, String> settings = Map.of("subjects", "cdc.kept.*.*", "schema.evolution", "validate");
        searchd.sql("CREATE TABLE " + TABLE + "_stra_e (a_b string, a_b_2e7336 string, event_id bigint)");
        searchd.sql("CREATE TABLE " + TABLE + "_strasse (a_b_d44362 string, a_b_2e7336 string, event_id bigint)");
        try (Connection connection = NatsServer.connect(nats.url());
                NatsSession session = NatsSession.reconnecting(
                        NatsSettings.from(Map.of("nats.servers", nats.url())), "test", (problem, cause) -> {})) {
            for (String table : List.of(TABLE + "_straße", TABLE + "_strasse")) {
                ChangeEvent.Builder event =
                        insert(1, int64("id", 7), string("a-b", "x"), string("a.b", "y")).toBuilder();
                event.getSourceBuilder().setName("kept").setTable(table);
                connection
                        .jetStream()
                        .publish(
                                new Subject("kept", "shop", table, 0).toString(),
                                event.build().toByteArray());
            }
            assertThat(faults(settings)).as("without the registry").isNotEmpty();

            new TableRegistry(session, "CDC", "sink", List.of(manticore.url()))
                    .update(
                            new SourceTable("kept", "shop", TABLE + "_straße"),
                            entry -> entry.toBuilder()
                                    .setTarget(TABLE + "_stra_e")
                                    .addColumnName(ColumnName.newBuilder()
                                            .setColumn("a-b")
                                            .setName("a_b"))
                                    .build());

            assertThat(faults(settings)).isEmpty();
            connection.jetStreamManagement().purgeStream("CDC", PurgeOptions.subject("cdc.kept.>"));
        } finally {
            searchd.forget(TABLE + "_stra_e");
            searchd.forget(TABLE + "_strasse");
        }
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
                "60000",
                "manticore.urls",
                manticore.url()));
        properties.putAll(settings);
        return new ManticoreSinkConnector().validate(properties).configValues();
    }
}
