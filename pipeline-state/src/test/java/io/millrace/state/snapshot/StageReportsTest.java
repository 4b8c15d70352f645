package io.millrace.state.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.SourceTable;
import io.millrace.nats.Rebuild;
import io.millrace.nats.RebuildPhase;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableState;
import io.millrace.state.snapshot.PipelineSnapshot.LastAudit;
import io.millrace.state.snapshot.PipelineSnapshot.StreamSpace;
import io.millrace.state.snapshot.PipelineSnapshot.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class StageReportsTest {
    private static final TableEntry ACTIVE = TableEntry.newBuilder()
            .setSink("manticore-sink")
            .setSource("mysql")
            .setDatabase("shop")
            .setTable("sizes")
            .setTarget("sizes")
            .setState(TableState.ACTIVE)
            .build();

    @Test
    void aTableThatIsFollowedIsActive() {
        Table table = table(ACTIVE);

        assertThat(table.state()).isEqualTo("active");
        assertThat(table.reason()).isEmpty();
        assertThat(table.isStuck()).isFalse();
    }

    @Test
    void aTableThatIsSetAsideNeedsAPerson() {
        Table table = table(ACTIVE.toBuilder()
                .setState(TableState.SET_ASIDE)
                .setReason("Column total does not fit")
                .build());

        assertThat(table.state()).isEqualTo("set aside");
        assertThat(table.reason()).isEqualTo("Column total does not fit");
        assertThat(table.isStuck()).isTrue();
    }

    @Test
    void theAuditOfTheSinksOwnIndexIsShown() {
        SourceTable sizes = new SourceTable("mysql", "shop", "sizes");
        LastAudit own = new LastAudit(Instant.EPOCH, 2, "");
        LastAudit other = new LastAudit(Instant.EPOCH, 0, "");

        Table table = table(ACTIVE, Map.of("manticore-sink", Map.of(sizes, own), "another", Map.of(sizes, other)));

        assertThat(table.audit()).hasValue(own);
        assertThat(table.isDifferent()).isTrue();
        assertThat(table(ACTIVE).audit()).isEmpty();
    }

    @Test
    void aTableIsCurrentWhileAnotherIsFilled() {
        Table table = table(rebuilt(RebuildPhase.WRITING_BOTH, ""));

        assertThat(table.state()).isEqualTo("rebuilding");
        assertThat(table.reason()).contains("2026-11-30T02:00:00Z").contains("sizes_millrace_rebuild");
        assertThat(table.isStuck()).isFalse();
    }

    /** Searches do not see them meanwhile, and they would not ever if the command was interrupted. */
    @Test
    void aTableWhoseEventsAreHeldBackIsNotWell() {
        Table table = table(rebuilt(RebuildPhase.HOLDING, ""));

        assertThat(table.state()).isEqualTo("rebuilding");
        assertThat(table.reason()).contains("held back").contains("./millrace rebuild shop.sizes");
        assertThat(table.isStuck()).isTrue();
    }

    @Test
    void aRebuildThatCannotGoOnSaysWhyAndHowToEndIt() {
        Table table = table(rebuilt(RebuildPhase.WRITING_BOTH, "Column size became a text"));

        assertThat(table.state()).isEqualTo("rebuilding");
        assertThat(table.reason()).contains("Column size became a text").contains("rebuild shop.sizes --abort");
        assertThat(table.isStuck()).isTrue();
    }

    @Test
    void aTableThatIsSetAsideAndRebuiltTellsBoth() {
        Table table = table(rebuilt(RebuildPhase.WRITING_BOTH, "").toBuilder()
                .setState(TableState.SET_ASIDE)
                .setReason("Column total does not fit")
                .build());

        assertThat(table.state()).isEqualTo("set aside");
        assertThat(table.reason()).startsWith("Column total does not fit; ").contains("sizes_millrace_rebuild");
        assertThat(table.isStuck()).isTrue();
    }

    private static TableEntry rebuilt(RebuildPhase phase, String fault) {
        return ACTIVE.toBuilder()
                .setRebuild(Rebuild.newBuilder()
                        .setId("a")
                        .setSince("2026-11-30T02:00:00Z")
                        .setPhase(phase)
                        .setShadow("sizes_millrace_rebuild")
                        .setFault(fault))
                .build();
    }

    private static Table table(TableEntry entry) {
        return table(entry, Map.of());
    }

    private static Table table(TableEntry entry, Map<String, Map<SourceTable, LastAudit>> audits) {
        NatsFacts nats = new NatsFacts(
                List.of(entry),
                List.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                new StreamSpace("CDC", 0, OptionalLong.empty(), Optional.empty()));
        return StageReports.tables(nats, Map.of(), audits).get(0);
    }
}
