package io.millrace.manticore.mapping;

import static io.millrace.manticore.Events.delete;
import static io.millrace.manticore.Events.insert;
import static io.millrace.manticore.Events.int64;
import static io.millrace.manticore.Events.string;
import static io.millrace.manticore.Events.truncate;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.ChangeEvent;
import io.millrace.event.SourceTable;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.document.Tables;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.NullHandling;
import io.millrace.manticore.rules.SchemaEvolution;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of the events of a table that is being rebuilt. */
final class ShadowMappingTest {
    private static final SourceTable SOURCE = new SourceTable("test", "shop", "products");
    private static final MappingRules RULES = MappingRules.defaults(SchemaEvolution.BASIC, NullHandling.DEFAULT);

    private final Tables tables = new PlannedTables(new NoTables());
    private final Shadow shadow = new Shadow();
    private final Admission admission = new Admission();
    private final EventMapper mapper = new EventMapper(RULES, tables, admission, Clock.systemUTC());

    @Test
    void aRowGoesToBothTablesEachByItsOwnMapping() {
        MappedEvent.ForBoth both = both(insert(5, int64("id", 7), string("size", "12")));

        assertThat(both.unfit()).isEmpty();
        assertThat(both.changes())
                .extracting(change -> new String(((RowChange.Replace) change).line(), StandardCharsets.UTF_8))
                .containsExactlyInAnyOrder(
                        "{\"replace\":{\"table\":\"products\",\"id\":7,\"doc\":{\"size\":\"12\",\"event_id\":5}}}\n",
                        "{\"replace\":{\"table\":\"shadow\",\"id\":7,\"doc\":{\"size\":12,\"event_id\":5}}}\n");
    }

    @Test
    void deletesAndTruncationsGoToBothTables() {
        for (ChangeEvent event : List.of(delete(6, int64("id", 7)), truncate(7))) {
            assertThat(both(event).changes())
                    .extracting(RowChange::table)
                    .containsExactlyInAnyOrder("products", "shadow");
        }
    }

    @Test
    void aRowThatFitsOnlyTheLiveTableIsLeftOutOfTheOther() {
        ChangeEvent event = insert(5, int64("id", 7), string("size", "wide"));

        MappedEvent.ForBoth both = both(event);
        assertThat(both.changes()).extracting(RowChange::table).containsExactly("products");
        assertThat(both.unfit().orElseThrow()).contains("the table that it is rebuilt in", "size");

        shadow.deadLetters = false;
        both = both(event);
        assertThat(both.changes()).hasSize(1);
        assertThat(both.unfit()).isEmpty();
    }

    @Test
    void aTableThatIsSetAsideIsWrittenToTheShadowTableOnly() {
        admission.admits = false;

        assertThat(both(insert(5, int64("id", 7), string("size", "12"))).changes())
                .extracting(RowChange::table)
                .containsExactly("shadow");
        assertThat(admission.passedOver).isEqualTo(1);
    }

    @Test
    void anEventOfAnOlderKeyIsSkipped() {
        shadow.acceptsKey = false;

        assertThat(both(insert(5, int64("id", 7))).changes())
                .extracting(RowChange::table)
                .containsExactly("products");
    }

    private MappedEvent.ForBoth both(ChangeEvent event) {
        return (MappedEvent.ForBoth) mapper.map("cdc.test.shop.products.0", event.toByteArray(), 1, 0);
    }

    private static final class Shadow implements ShadowTable {
        private final List<TableFaultException> faults = new ArrayList<>();
        private boolean acceptsKey = true;
        private boolean deadLetters = true;

        @Override
        public MappingRules rules() {
            return RULES.forShadow(SOURCE, "shadow", "(size bigint, *)");
        }

        @Override
        public boolean acceptsKey(ChangeEvent event) {
            return acceptsKey;
        }

        @Override
        public void failed(TableFaultException fault) {
            faults.add(fault);
        }

        @Override
        public boolean isLeftOut(String reason) {
            return deadLetters;
        }
    }

    private final class Admission extends EveryTable {
        private boolean admits = true;
        private int passedOver;

        @Override
        public boolean admits(SourceTable table, int partition) {
            return admits;
        }

        @Override
        public Optional<ShadowTable> shadowOf(SourceTable table, int partition) {
            return Optional.of(shadow);
        }

        @Override
        public void passOver(SourceTable table, int partition, long sequence) {
            passedOver++;
        }
    }
}
