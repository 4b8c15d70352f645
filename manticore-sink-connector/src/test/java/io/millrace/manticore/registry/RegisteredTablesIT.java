package io.millrace.manticore.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.event.ChangeEvent;
import io.millrace.event.SourceTable;
import io.millrace.local.NatsServer;
import io.millrace.manticore.Events;
import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.document.Tables;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.NullHandling;
import io.millrace.manticore.rules.SchemaEvolution;
import io.millrace.manticore.stream.DeliverFrom;
import io.millrace.manticore.stream.StreamContents;
import io.millrace.manticore.stream.StreamSettings;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsSettings;
import io.millrace.nats.StreamDefinition;
import io.millrace.nats.TableRegistry;
import io.millrace.nats.TableState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RegisteredTablesIT {
    private static final SourceTable SOURCE = new SourceTable("mysql", "shop", "products");
    private static final TableSchema SCHEMA = new TableSchema("products", Map.of("name", ManticoreType.TEXT));

    @TempDir
    private Path directory;

    private final OneTable manticore = new OneTable();
    private NatsServer server;
    private NatsSession nats;
    private TableRegistry registry;

    @BeforeEach
    void start() throws Exception {
        server = NatsServer.start(directory);
        nats = NatsSession.reconnecting(
                NatsSettings.from(Map.of("nats.servers", server.url(), "nats.connection.timeout.ms", "60000")),
                "test",
                (text, cause) -> {});
        nats.connection()
                .jetStreamManagement()
                .addStream(StreamDefinition.withDefaults("CDC").toConfiguration());
        registry = new TableRegistry(nats, "CDC", "sink", List.of("http://search:9308"));
    }

    @AfterEach
    void stop() throws Exception {
        nats.close();
        server.close();
    }

    /** Case A15: what a searchd calls absent is there, see point 29c of the recordings. */
    @Test
    void anAbsentTableIsNeverCreatedOverAndComesBackByItself() {
        RegisteredTables tables = tables();
        tables.resumeFrom(0, 0);
        tables.claim(SOURCE);
        tables.manticore().create(SCHEMA, Map.of());
        tables.wrote(Set.of("products"));

        manticore.absent = true;
        assertThatThrownBy(() -> tables.manticore().create(SCHEMA, Map.of()))
                .isInstanceOfSatisfying(TableFaultException.class, fault -> {
                    assertThat(fault).hasMessageContaining("Manticore does not know it and refuses to create it");
                    tables.setAside(SOURCE, fault);
                });
        tables.passOver(SOURCE, 0, 7);
        tables.passOver(SOURCE, 0, 8);
        assertThat(tables.admits(SOURCE, 0)).isFalse();
        tables.refresh();
        assertThat(tables.mustReopen(0)).isFalse();

        manticore.absent = false;
        tables.refresh();

        assertThat(registry.find(SOURCE).orElseThrow().getState()).isEqualTo(TableState.ACTIVE);
        assertThat(tables.mustReopen(0)).isTrue();
        assertThat(tables.admits(SOURCE, 0)).isFalse();
        assertThat(tables.resumeFrom(0, 9)).hasValue(7);
        tables.reopened(0);
        assertThat(tables.mustReopen(0)).isFalse();
        assertThat(tables.admits(SOURCE, 0)).isTrue();
        assertThat(tables.countDamaged()).isZero();
    }

    /** Case A4: the first event after a key column was renamed is a deletion, and a row shows it only later. */
    @Test
    void aTableReturnsWhenARowShowsThatItsKeyWasRenamed() throws Exception {
        RegisteredTables tables = tables();
        tables.resumeFrom(0, 0);
        tables.claim(SOURCE);
        assertThat(tables.acceptsKey(SOURCE, Events.insert(1, Events.int64("id", 1))))
                .isTrue();
        ChangeEvent deletion = Events.delete(2, Events.int64("no", 1));
        assertThatThrownBy(() -> tables.acceptsKey(SOURCE, deletion))
                .isInstanceOfSatisfying(TableFaultException.class, fault -> tables.setAside(SOURCE, fault));
        tables.passOver(SOURCE, 0, 2);
        tables.refresh();
        assertThat(tables.countSetAside()).isEqualTo(1);

        ChangeEvent row = Events.update(3, Events.int64("no", 2), Events.string("name", "x"));
        nats.connection().jetStream().publish("cdc.mysql.shop.products.1", row.toByteArray());
        tables.refresh();

        assertThat(tables.countSetAside()).isZero();
        assertThat(tables.mustReopen(0)).isTrue();
        assertThat(tables.resumeFrom(0, 2)).hasValue(2);
        tables.reopened(0);
        assertThat(tables.acceptsKey(SOURCE, deletion)).isTrue();
    }

    /** Somebody put a distributed table in its place. */
    @Test
    void aTableThatCannotBeWrittenToStaysSetAsideAndStopsNoPartition() {
        RegisteredTables tables = tables();
        tables.resumeFrom(0, 0);
        tables.claim(SOURCE);
        tables.manticore().create(SCHEMA, Map.of());
        tables.wrote(Set.of("products"));
        manticore.unwritable = true;
        tables.setAside(new TableFaultException("products", "it is distributed"));
        tables.setAside(new TableFaultException("products", "another partition says so too"));
        tables.passOver(SOURCE, 0, 7);

        assertThat(tables.resumeFrom(0, 9)).isEmpty();
        tables.reopened(0);
        tables.refresh();

        assertThat(tables.admits(SOURCE, 0)).isFalse();
        assertThat(registry.find(SOURCE).orElseThrow().getReason()).isEqualTo("it is distributed");
    }

    /** Two tasks: one sets the table aside, the other follows it there with its next look at the registry. */
    @Test
    void otherTasksLearnThatATableIsSetAside() {
        RegisteredTables one = tables();
        RegisteredTables other = tables();
        one.claim(SOURCE);
        other.claim(SOURCE);
        one.setAside(SOURCE, new TableFaultException("products", "it does not fit"));
        one.passOver(SOURCE, 0, 5);
        assertThat(other.admits(SOURCE, 1)).isTrue();
        other.refresh();
        assertThat(other.admits(SOURCE, 1)).isFalse();
        assertThat(other.countSetAside()).isEqualTo(1);
        other.passOver(SOURCE, 1, 6);
        assertThat(registry.find(SOURCE).orElseThrow().getPassedOverList()).hasSize(2);
    }

    /** What is known of the former table says nothing about the new one: it was not dropped, and has its own columns. */
    @Test
    void aTableThatIsGivenAnotherNameIsReportedOnce() {
        RegisteredTables before = tables();
        before.claim(SOURCE);
        before.manticore().create(SCHEMA, Map.of());
        before.wrote(Set.of("products"));

        RegisteredTables after =
                tables(rules().withTables(Map.of("table.shop.products", "goods (name string, *)"), (setting, fault) -> {
                    throw new AssertionError(fault);
                }));
        after.claim(SOURCE);
        manticore.created = false;
        TableSchema goods = new TableSchema("goods", Map.of("name", ManticoreType.STRING));
        after.manticore().create(goods, Map.of());

        assertThat(after.countDamaged()).isEqualTo(1);
    }

    /** Case A1: neither sees a claim of the other before it makes its own. */
    @Test
    void ofTwoConnectorsThatClaimATableInTheSameInstantOnlyTheFirstGetsIt() {
        SourceTable other = new SourceTable("mysql", "blog", "products");
        TableRegistry second = new TableRegistry(nats, "CDC", "second", List.of("http://search:9308"));
        manticore.whenAsked = () -> second.claim("products", other);

        assertThatThrownBy(() -> tables().claim(SOURCE))
                .isInstanceOf(TableFaultException.class)
                .hasMessageContaining("Connector second writes source table mysql.blog.products to table products");

        assertThat(registry.owner("products")).isEmpty();
        assertThat(second.claimsOfOtherSinks("products")).isEmpty();
    }

    private static MappingRules rules() {
        return MappingRules.defaults(SchemaEvolution.BASIC, NullHandling.DEFAULT);
    }

    private RegisteredTables tables() {
        return tables(rules());
    }

    private RegisteredTables tables(MappingRules rules) {
        StreamSettings stream = new StreamSettings(
                NatsSettings.from(Map.of("nats.servers", server.url(), "nats.connection.timeout.ms", "60000")),
                "CDC",
                List.of("cdc.*.*.*"),
                "sink",
                new DeliverFrom.Beginning(),
                Set.of(),
                Duration.ofSeconds(30),
                1000,
                1000,
                1 << 20,
                64 << 20,
                Duration.ofSeconds(30));
        return new RegisteredTables(registry, rules, manticore, new StreamContents(nats, stream), true);
    }

    private static final class OneTable implements Tables {
        private boolean created;
        private boolean absent;
        private boolean unwritable;
        private Runnable whenAsked = () -> {};

        @Override
        public Optional<TableSchema> find(String table) {
            whenAsked.run();
            if (unwritable) {
                throw new TableFaultException(table, "it is distributed");
            }
            return created && !absent ? Optional.of(SCHEMA) : Optional.empty();
        }

        @Override
        public boolean isEmpty(String table) {
            return false;
        }

        @Override
        public TableSchema create(TableSchema schema, Map<String, String> options) {
            if (absent) {
                throw new TableFaultException("products", "directory is not empty");
            }
            created = true;
            return schema;
        }

        @Override
        public TableSchema addColumn(TableSchema schema, String column, ManticoreType type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public TableSchema widen(TableSchema schema, String column) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, String> optionsMissing(String table, Map<String, String> options) {
            return Map.of();
        }
    }
}
