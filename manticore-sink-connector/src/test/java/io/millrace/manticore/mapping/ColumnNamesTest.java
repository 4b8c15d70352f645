package io.millrace.manticore.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.ChangeEvent;
import io.millrace.event.SourceTable;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.NullHandling;
import io.millrace.manticore.rules.SchemaEvolution;
import io.millrace.manticore.rules.TableMapping;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which name each column gets, and that it keeps it. */
final class ColumnNamesTest {
    private static final SourceTable TABLE = new SourceTable("mysql", "shop", "products");

    private final Memory memory = new Memory();

    @Test
    void namesDependOnTheNamesOnly() {
        List<String> row = List.of("a-b", "a.b", "größe", "grosse", "Grosse");
        Map<String, String> names = names(row, Set.of());
        assertThat(names.values()).doesNotHaveDuplicates();
        assertThat(names).containsEntry("grosse", "grosse");
        assertThat(names.get("a-b")).matches("a_b_[0-9a-f]{6}");

        List<String> reversed = new ArrayList<>(row);
        Collections.reverse(reversed);
        memory.names.clear();
        assertThat(names(reversed, Set.of())).isEqualTo(names);
    }

    /** Also for a task that sees both at once, since tasks share what they remember. */
    @Test
    void columnKeepsItsNameWhenAnotherOneWouldHaveTheSame() {
        assertThat(names(List.of("a-b"), Set.of())).containsEntry("a-b", "a_b");

        Map<String, String> later = names(List.of("a.b", "a-b", "a_b"), Set.of("a_b"));

        assertThat(later).containsEntry("a-b", "a_b");
        assertThat(later.get("a.b")).startsWith("a_b_");
        assertThat(later.get("a_b")).startsWith("a_b_").isNotEqualTo(later.get("a.b"));
    }

    @Test
    void columnOfATableOfAnEarlierVersionKeepsItsName() {
        assertThat(names(List.of("größe", "farbe"), Set.of("gr__e", "farbe")))
                .containsEntry("größe", "gr__e")
                .containsEntry("farbe", "farbe");
    }

    /** Though the name that it would get now is another column's. */
    @Test
    void columnOfAnEarlierVersionKeepsItsNameBesidesItsTransliteration() {
        assertThat(names(List.of("größe", "grosse"), Set.of("gr__e", "grosse")))
                .containsEntry("größe", "gr__e")
                .containsEntry("grosse", "grosse");
    }

    /** As Cassandra has them. */
    @Test
    void columnKeepsItsNameWhenOneIsAddedThatDiffersInCaseOnly() {
        assertThat(cassandra().of("Name", List.of("Name"), Set.of())).isEqualTo("name");

        List<String> row = List.of("name", "Name", "NAME");
        ColumnNames later = cassandra();
        assertThat(later.of("Name", row, Set.of("name"))).isEqualTo("name");
        assertThat(later.of("name", row, Set.of("name"))).matches("name_[0-9a-f]{6}");
        assertThat(later.of("NAME", row, Set.of("name"))).matches("name_[0-9a-f]{6}");
    }

    @Test
    void formerNameOfTwoColumnsIsNobodys() {
        assertThat(names(List.of("姓名", "年齢"), Set.of("__")))
                .containsEntry("姓名", "xing_ming")
                .containsEntry("年齢", "nian_ling");
    }

    @Test
    void nameThatTheMappingGivesIsTaken() {
        ColumnNames names = columnNames("(blurb as description, *)");
        assertThat(names.of("description", List.of("description"), Set.of())).matches("description_[0-9a-f]{6}");
    }

    /** Another task was faster. */
    @Test
    void nameOfAnotherTaskHolds() {
        memory.faster.put("größe", "groesse");
        assertThat(names(List.of("größe"), Set.of())).containsEntry("größe", "groesse");

        memory.faster.put("a.b", "a_b");
        assertThat(names(List.of("a-b"), Set.of()).get("a-b")).startsWith("a_b_");
    }

    @Test
    void plainNamesAreNotRemembered() {
        names(List.of("sku", "customerId"), Set.of());
        assertThat(memory.names).isEmpty();
    }

    private Map<String, String> names(List<String> row, Set<String> live) {
        ColumnNames names = columnNames("");
        Map<String, String> given = new LinkedHashMap<>();
        row.forEach(column -> given.put(column, names.of(column, row, live)));
        return given;
    }

    private ColumnNames cassandra() {
        return new ColumnNames(TABLE, TableMapping.DEFAULT, memory, true);
    }

    private ColumnNames columnNames(String mapping) {
        MappingRules rules = MappingRules.defaults(SchemaEvolution.BASIC, NullHandling.DEFAULT)
                .withTables(
                        Map.of("table.shop.products", mapping),
                        (setting, fault) -> assertThat(fault).isEmpty());
        return new ColumnNames(TABLE, rules.of(TABLE), memory, false);
    }

    /** Remembers names as the registry does. */
    private static final class Memory implements TableAdmission {
        private final Map<String, String> names = new HashMap<>();
        /** What another task remembers right before this one does. */
        private final Map<String, String> faster = new HashMap<>();

        @Override
        public Map<String, String> nameColumns(SourceTable table, Map<String, String> given) {
            if (!given.isEmpty()) {
                names.putAll(faster);
                faster.clear();
            }
            given.forEach((column, name) -> {
                if (!names.containsValue(name)) {
                    names.putIfAbsent(column, name);
                }
            });
            return Map.copyOf(names);
        }

        @Override
        public boolean admits(SourceTable table, int partition) {
            return true;
        }

        @Override
        public void claim(SourceTable table) {}

        @Override
        public boolean acceptsKey(SourceTable table, ChangeEvent event) {
            return true;
        }

        @Override
        public void setAside(SourceTable table, TableFaultException fault) {
            throw fault;
        }

        @Override
        public void passOver(SourceTable table, int partition, long sequence) {
            throw new IllegalStateException("No table is set aside");
        }
    }
}
