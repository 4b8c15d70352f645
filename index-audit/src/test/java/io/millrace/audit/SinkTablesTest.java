package io.millrace.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.event.ChangeEvent;
import io.millrace.event.RowBuilder;
import io.millrace.manticore.SinkConfiguration;
import io.millrace.nats.KeyColumn;
import io.millrace.nats.NatsQuestions;
import io.millrace.nats.Rebuild;
import io.millrace.nats.RebuildPhase;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableState;
import io.millrace.state.StateException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an audit follows a table that is being rebuilt. */
final class SinkTablesTest {
    private static final TableEntry SET_ASIDE = TableEntry.newBuilder()
            .setSink("sink")
            .setSource("mysql")
            .setDatabase("shop")
            .setTable("items")
            .setTarget("items")
            .setState(TableState.SET_ASIDE)
            .addKey(KeyColumn.newBuilder().setName("id").setKind("number"))
            .setRebuild(Rebuild.newBuilder()
                    .setPhase(RebuildPhase.WRITING_BOTH)
                    .setShadow("items_millrace_rebuild")
                    .setMapping("(size string, *)")
                    .addKey(KeyColumn.newBuilder().setName("code").setKind("text")))
            .build();

    private static final ChangeEvent ROW = ChangeEvent.newBuilder()
            .setKey(RowBuilder.of().string("code", "A").build())
            .setAfter(RowBuilder.of().string("code", "A").int32("size", 5).build())
            .build();

    @TempDir
    private Path directory;

    @Test
    void theTableThatOneIsRebuiltInHasTheMappingAndTheKeyOfTheRebuild() throws Exception {
        try (FakeIndex index = new FakeIndex(directory)) {
            SinkTables.Follows shadow = tables(index, SET_ASIDE).followShadow(FakeIndex.TABLE);

            assertThat(shadow.obstacle()).isEmpty();
            assertThat(shadow.mapper().target()).isEqualTo("items_millrace_rebuild");
            assertThat(shadow.key()).extracting(KeyColumn::getName).containsExactly("code");
            assertThat(new String(shadow.mapper().map(ROW).columns(), StandardCharsets.UTF_8))
                    .contains("\"size\":\"5\"");
        }
    }

    @Test
    void theTableItselfIsSetAsideMeanwhile() throws Exception {
        try (FakeIndex index = new FakeIndex(directory)) {
            SinkTables.Follows live = tables(index, SET_ASIDE).follow(FakeIndex.TABLE);

            assertThat(live.mapper().target()).isEqualTo("items");
            assertThat(live.obstacle()).isPresent();
        }
    }

    @Test
    void aTableThatIsNotWrittenAnyMoreIsNotCompared() throws Exception {
        TableEntry failed = SET_ASIDE.toBuilder()
                .setRebuild(SET_ASIDE.getRebuild().toBuilder().setFault("Its table was dropped"))
                .build();
        try (FakeIndex index = new FakeIndex(directory)) {
            assertThatThrownBy(() -> tables(index, failed).followShadow(FakeIndex.TABLE))
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("does not write a table in which mysql.shop.items is rebuilt");
        }
    }

    private static SinkTables tables(FakeIndex index, TableEntry entry) {
        NatsQuestions registry = new NatsQuestions() {
            @Override
            @SuppressWarnings("unchecked")
            public <T> T ask(String what, Question<T> question) {
                return (T) List.of(entry);
            }
        };
        SinkConfiguration sink = new SinkConfiguration(
                Map.of("name", "sink", "nats.servers", "nats://localhost", "manticore.urls", "http://localhost:9308"));
        return new SinkTables(registry, sink, index.index());
    }
}
