package io.millrace.manticore.mapping;

import static io.millrace.manticore.Events.column;
import static io.millrace.manticore.Events.insert;
import static io.millrace.manticore.Events.int64;
import static io.millrace.manticore.Events.string;
import static io.millrace.manticore.Events.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.Row;
import io.millrace.event.Type;
import io.millrace.local.ManticoreServer;
import io.millrace.manticore.Searchd;
import io.millrace.manticore.document.IndexFaultException;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.index.BatchResult;
import io.millrace.manticore.index.TableCatalog;
import io.millrace.manticore.index.VersionedIndex;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.NullHandling;
import io.millrace.manticore.rules.SchemaEvolution;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.ManticoreSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that exist, tables that are created, and how they change with those of the source. */
final class SchemaIT {
    private static final String TABLE = "schema_it";
    private static final String SUBJECT = "cdc.test.shop." + TABLE + ".0";

    @TempDir
    private static Path directory;

    private static ManticoreServer server;
    private static Searchd searchd;
    private static ManticoreClient client;

    @BeforeAll
    static void start() {
        server = ManticoreServer.start(directory);
        searchd = new Searchd(server.url());
        client = new ManticoreClient(ManticoreSettings.of(URI.create(server.url())));
    }

    @AfterAll
    static void stop() {
        searchd.forget(TABLE);
        client.close();
        server.close();
    }

    @BeforeEach
    void clear() {
        searchd.forget(TABLE);
    }

    @Test
    void tableMadeByHandIsUsedAsItIs() {
        searchd.rows(
                "CREATE TABLE schema_it (Title text, `Select` int, n bigint, `at` timestamp, tags multi, own float,"
                        + " event_id bigint)");
        List<String> before = described();
        new Task(SchemaEvolution.VALIDATE, "")
                .apply(insert(
                        1,
                        int64("id", 7),
                        string("TITLE", "lamp"),
                        int64("select", 4_294_967_295L),
                        column("n", Type.UINT32).setUintValue(3).build(),
                        column("at", Type.DATE).setIntValue(1).build()));

        assertThat(described()).isEqualTo(before);
        assertThat(searchd.rows("SELECT * FROM schema_it")).singleElement().satisfies(row -> {
            assertThat(row.path("title").asText()).isEqualTo("lamp");
            assertThat(row.path("select").asLong()).isEqualTo(4_294_967_295L);
            assertThat(row.path("n").asLong()).isEqualTo(3);
            assertThat(row.path("at").asLong()).isEqualTo(86_400);
            assertThat(row.path("event_id").asLong()).isEqualTo(1);
        });
    }

    @Test
    void eventIdThatATableLacksIsAddedWhereThatIsAllowed() {
        searchd.sql("CREATE TABLE schema_it (name string)");
        ChangeEvent event = insert(1, int64("id", 7), string("name", "lamp"));

        assertThatThrownBy(() -> new Task(SchemaEvolution.VALIDATE, "").apply(event))
                .isInstanceOf(IndexFaultException.class)
                .hasMessage("Table schema_it in Manticore has no column event_id; run 'ALTER TABLE schema_it ADD COLUMN"
                        + " `event_id` bigint', or set schema.evolution to basic");
        new Task(SchemaEvolution.BASIC, "").apply(event);

        assertThat(described()).containsExactly("id bigint", "name string", "event_id bigint");
    }

    @Test
    void eventIdOfAnotherTypeStops() {
        searchd.sql("CREATE TABLE schema_it (name string, event_id int)");
        assertThatThrownBy(() -> new Task(SchemaEvolution.BASIC, "").apply(insert(1, int64("id", 7))))
                .hasMessageStartingWith("Column event_id of table schema_it in Manticore is uint, and this connector"
                        + " needs it as bigint; drop the column, or map source table test.shop.schema_it to another");
    }

    @Test
    void columnThatWouldBeRoundedStopsUnlessItsTypeIsNamed() {
        searchd.sql("CREATE TABLE schema_it (price float, event_id bigint)");
        ChangeEvent event = insert(1, int64("id", 7), int64("price", 16_777_217));

        assertThatThrownBy(() -> new Task(SchemaEvolution.BASIC, "").apply(event))
                .isInstanceOf(IndexFaultException.class)
                .hasMessageContaining("Column price of source table test.shop.schema_it is INT64")
                .hasMessageContaining("rebuild table schema_it");
        new Task(SchemaEvolution.BASIC, "(price float, *)").apply(event);

        assertThat(searchd.rows("SELECT price FROM schema_it")).hasSize(1);
    }

    @Test
    void tableIsMadeWithItsOptions() {
        new Task(SchemaEvolution.BASIC, "(name text, *) morphology='stem_en' min_infix_len='3' rt_mem_limit='256M'")
                .apply(insert(1, int64("id", 7), string("name", "lamp")));

        assertThat(searchd.rows("SHOW CREATE TABLE schema_it")
                        .get(0)
                        .path("Create Table")
                        .asText())
                .contains("morphology='stem_en'", "min_infix_len='3'", "rt_mem_limit='268435456'");
    }

    /** Manticore silently creates the table without the option. */
    @Test
    void optionThatManticoreIgnoresStops() {
        ChangeEvent event = insert(1, int64("id", 7), string("name", "lamp"));
        for (int start = 0; start < 2; start++) {
            assertThatThrownBy(() -> new Task(SchemaEvolution.BASIC, "(*) morphology='stem_en' morfology='stem_en'")
                            .apply(event))
                    .isInstanceOf(IndexFaultException.class)
                    .hasMessageStartingWith("Table schema_it in Manticore does not have morfology, which the mapping of"
                            + " source table test.shop.schema_it gives it.");
        }
    }

    @Test
    void vectorIsMadeWithItsOptions() {
        new Task(SchemaEvolution.BASIC, "(v float_vector knn_type='hnsw' knn_dims='2' hnsw_similarity='ip', *)")
                .apply(insert(
                        1,
                        int64("id", 7),
                        column("v", Type.JSON).setStringValue("[0.5, 2]").build()));

        assertThat(searchd.rows("SELECT id FROM schema_it WHERE knn(v, 1, (0.5, 2))"))
                .hasSize(1);
        assertThat(searchd.rows("SHOW CREATE TABLE schema_it")
                        .get(0)
                        .path("Create Table")
                        .asText())
                .containsIgnoringCase("hnsw_similarity='ip'");
    }

    @Test
    void mappedTypeThatTheTableDoesNotHaveStops() {
        searchd.sql("CREATE TABLE schema_it (name string, event_id bigint)");
        assertThatThrownBy(() -> new Task(SchemaEvolution.BASIC, "(name text, *)")
                        .apply(insert(1, int64("id", 7), string("name", "lamp"))))
                .isInstanceOf(IndexFaultException.class)
                .hasMessageContaining(
                        "Column name of source table test.shop.schema_it is mapped to text, and column name"
                                + " of table schema_it in Manticore is string attribute;");
    }

    @Test
    void newColumnIsAddedDroppedColumnIsLeftAndRenamedColumnIsNew() {
        Task task = new Task(SchemaEvolution.BASIC, "");
        task.apply(insert(1, int64("id", 7), string("name", "lamp"), text("body", "bright")));
        task.apply(insert(2, int64("id", 8), string("label", "chair"), text("body", "soft"), int64("stock", -3)));

        assertThat(described()).contains("name string", "label string", "stock bigint", "body text");
        assertThat(searchd.rows("SELECT id, name, label, stock FROM schema_it ORDER BY id ASC"))
                .extracting(Object::toString)
                .containsExactly(
                        "{\"id\":7,\"name\":\"lamp\",\"label\":\"\",\"stock\":0}",
                        "{\"id\":8,\"name\":\"\",\"label\":\"chair\",\"stock\":-3}");
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "VALIDATE"})
    void withoutEvolutionNothingIsChanged(SchemaEvolution evolution) {
        Task task = new Task(evolution, "");
        ChangeEvent event = insert(1, int64("id", 7), string("name", "lamp"), int64("stock", 3));
        assertThatThrownBy(() -> task.apply(event))
                .isInstanceOf(IndexFaultException.class)
                .hasMessageContaining("Table schema_it for source table test.shop.schema_it does not exist");
        searchd.sql("CREATE TABLE schema_it (name string, event_id bigint)");

        if (evolution == SchemaEvolution.NONE) {
            task.apply(event);
        } else {
            assertThatThrownBy(() -> task.apply(event))
                    .hasMessageContaining(
                            "Column stock of source table test.shop.schema_it has no column stock in table"
                                    + " schema_it of Manticore; run 'ALTER TABLE schema_it ADD COLUMN `stock` bigint'");
        }

        assertThat(described()).containsExactly("id bigint", "name string", "event_id bigint");
    }

    @Test
    void uintBecomesABigintWhenAValueNeedsIt() {
        Task task = new Task(SchemaEvolution.BASIC, "");
        task.apply(insert(
                1,
                int64("id", 7),
                column("n", Type.UINT32).setUintValue(4_294_967_295L).build()));
        task.apply(insert(2, int64("id", 8), int64("n", 5)));
        assertThat(described()).contains("n uint");

        task.apply(insert(3, int64("id", 9), int64("n", -1)));
        new Task(SchemaEvolution.NONE, "").apply(insert(4, int64("id", 10), int64("n", 1L << 40)));

        assertThat(described()).contains("n bigint");
        assertThat(searchd.rows("SELECT id, n FROM schema_it ORDER BY id ASC"))
                .extracting(row -> row.path("n").asLong())
                .containsExactly(4_294_967_295L, 5L, -1L, 1L << 40);
    }

    @Test
    void uintThatTheMappingNamesStaysOne() {
        Task task = new Task(SchemaEvolution.BASIC, "(n uint, *)");
        assertThat(task.map(insert(1, int64("id", 7), int64("n", -1))))
                .isEqualTo(
                        new MappedEvent.Unfit("test.shop.schema_it: column n: the number is not within 0..4294967295"));
        assertThat(described()).contains("n uint");
    }

    @Test
    void changeThatCannotBeFollowedStopsAndSaysWhatItWas() {
        Task task = new Task(SchemaEvolution.BASIC, "");
        task.apply(insert(1, int64("id", 7), int64("size", 3)));

        assertThatThrownBy(() -> task.apply(insert(2, int64("id", 8), string("size", "XL"))))
                .isInstanceOf(IndexFaultException.class)
                .hasMessage(
                        "Column size of source table test.shop.schema_it was INT64 and is STRING, and column size of"
                                + " table schema_it in Manticore is bigint, which does not keep every STRING; name the type in the"
                                + " mapping of the table if that is wanted, exclude the column, or rebuild table schema_it"
                                + " (docs/mapping.md says how)");
    }

    /** Two tasks meet the same new columns and too large numbers, as when a source table changes under load. */
    @Test
    void tasksThatAlterATableAtTheSameTimeLoseNothing() {
        int rows = 60;
        new Task(SchemaEvolution.BASIC, "").apply(insert(1, int64("id", 1_000), uint("n", 1)));
        List<CompletableFuture<Void>> tasks = new ArrayList<>();
        for (int number = 0; number < 2; number++) {
            int first = 1 + number;
            tasks.add(CompletableFuture.runAsync(() -> {
                Task task = new Task(SchemaEvolution.BASIC, "");
                for (int row = first; row <= rows; row += 2) {
                    int column = (row + 9) / 10;
                    Column n = row < 30 ? uint("n", row) : int64("n", -row);
                    task.apply(insert(
                            row + 1,
                            int64("id", row),
                            n,
                            string("new_" + column, "v" + row),
                            text("text_" + column, "t")));
                }
            }));
        }
        tasks.forEach(CompletableFuture::join);

        assertThat(described()).contains("n bigint", "new_1 string", "new_6 string", "text_1 text", "text_6 text");
        for (int row = 1; row <= rows; row++) {
            int number = row;
            String name = "new_" + (row + 9) / 10;
            assertThat(searchd.rows("SELECT n, " + name + " FROM schema_it WHERE id=" + row))
                    .singleElement()
                    .satisfies(found -> {
                        assertThat(found.path(name).asText()).isEqualTo("v" + number);
                        assertThat(found.path("n").asLong()).isEqualTo(number < 30 ? number : -number);
                    });
        }
    }

    /** Two rows of other tenants with one number: the second is refused, and the first stays unchanged. */
    @Test
    void rowsWithOneIdAreNeverMerged() {
        Task task = new Task(SchemaEvolution.BASIC, "(no as id, *)");
        assertThat(task.apply(ofTenant(1, "a", "one")).rejections()).isEmpty();
        assertThat(task.apply(ofTenant(2, "b", "two")).rejections()).hasSize(1);
        assertThat(task.apply(ofTenant(3, "a", "three")).rejections()).isEmpty();

        assertThat(searchd.rows("SELECT id, name, row_key FROM schema_it"))
                .singleElement()
                .hasToString("{\"id\":9,\"name\":\"three\",\"row_key\":\"[\\\"a\\\",9]\"}");
    }

    /** Manticore allows 256; what the second task adds with what it knew of the table is refused once. */
    @Test
    void theLastFullTextFieldIsOfTheTaskThatAddsItFirst() {
        searchd.sql("CREATE TABLE schema_it ("
                + IntStream.range(0, 255).mapToObj(i -> "c" + i + " text").collect(Collectors.joining(", "))
                + ", event_id bigint)");
        Task one = new Task(SchemaEvolution.BASIC, "");
        Task other = new Task(SchemaEvolution.BASIC, "");
        one.apply(insert(1, int64("id", 7), text("c0", "lamp")));
        other.apply(insert(2, int64("id", 8), text("c0", "lamp")));

        one.apply(insert(3, int64("id", 7), text("first", "x")));
        ChangeEvent second = insert(4, int64("id", 8), text("second", "y"));
        assertThatThrownBy(() -> other.apply(second)).isInstanceOf(IndexUnavailableException.class);
        other.mapper.forgetTables();
        other.apply(second);

        assertThat(described()).contains("first text", "second string");
        assertThat(searchd.rows("SELECT second FROM schema_it WHERE id=8"))
                .singleElement()
                .hasToString("{\"second\":\"y\"}");
    }

    /** What one task of the connector does with an event. */
    private static final class Task {
        private final EventMapper mapper;
        private final VersionedIndex index;

        Task(SchemaEvolution evolution, String mapping) {
            TableCatalog catalog = new TableCatalog(client);
            Map<String, String> settings = mapping.isEmpty() ? Map.of() : Map.of("table.shop." + TABLE, mapping);
            mapper = new EventMapper(
                    MappingRules.defaults(evolution, NullHandling.DEFAULT)
                            .withTables(
                                    settings,
                                    (setting, fault) -> assertThat(fault).isEmpty()),
                    catalog,
                    new EveryTable(),
                    Clock.systemUTC());
            index = new VersionedIndex(client, catalog, "sink-p0", 600_000, Clock.systemUTC());
        }

        MappedEvent map(ChangeEvent event) {
            return mapper.map(SUBJECT, event.toByteArray(), 1, 0);
        }

        BatchResult apply(ChangeEvent event) {
            MappedEvent mapped = map(event);
            assertThat(mapped).isInstanceOf(MappedEvent.Fit.class);
            RowChange change = ((MappedEvent.Fit) mapped).change();
            return index.apply(List.of(change));
        }
    }

    private static List<String> described() {
        return searchd.rows("DESC schema_it").stream()
                .map(row -> row.path("Field").asText() + " " + row.path("Type").asText())
                .toList();
    }

    private static Column uint(String name, long value) {
        return column(name, Type.UINT32).setUintValue(value).build();
    }

    private static ChangeEvent ofTenant(long id, String tenant, String name) {
        Row key = Row.newBuilder()
                .addColumns(string("tenant", tenant))
                .addColumns(int64("no", 9))
                .build();
        return insert(id, int64("no", 9), string("tenant", tenant), string("name", name)).toBuilder()
                .setKey(key)
                .build();
    }
}
