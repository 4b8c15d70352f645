package io.millrace.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TableRebuildTest {
    private static final Path GOLDEN = GoldenRegistryTest.CURRENT.resolve("table-being-rebuilt.txtpb");
    private static final String NOW = "2026-01-02T00:00:00Z";

    private static final Rebuild PLAN = Rebuild.newBuilder()
            .setId("r1")
            .setSince(NOW)
            .setShadow("t_millrace_rebuild")
            .setMapping("(size string, *)")
            .setConfigured("(size bigint, *)")
            .build();

    private static final TableEntry ACTIVE = TableEntry.newBuilder()
            .setSink("sink")
            .setSource("mysql")
            .setDatabase("shop")
            .setTable("t")
            .setTarget("t")
            .setMapping("as configured")
            .setState(TableState.ACTIVE)
            .setWritten(true)
            .addKey(key("id", "number"))
            .addColumn("size bigint")
            .build();

    private static final TableEntry REDEFINED = ACTIVE.toBuilder()
            .setState(TableState.SET_ASIDE)
            .setReason("The key was redefined")
            .addFormerKey(FormerKey.newBuilder().addName("no"))
            .addNextKey(key("code", "text"))
            .setNextKeySince(77)
            .addPassedOver(passedOver(0, 5))
            .setStreamCreated("then")
            .build();

    @Test
    void aRebuildIsBegunOnce() {
        TableEntry begun = TableRebuild.begin(ACTIVE, PLAN);

        assertThat(TableRebuild.isDoubled(begun)).isTrue();
        assertThat(begun.getRebuild().getKeyList()).containsExactly(key("id", "number"));
        assertThat(TableRebuild.begin(begun, PLAN.toBuilder().setId("r2").build()))
                .isEqualTo(begun);
    }

    @Test
    void theShadowTableIsActiveByItselfWhileTheLiveTableIsSetAside() {
        TableEntry shadow = TableRebuild.shadowOf(TableRebuild.begin(REDEFINED, PLAN));

        assertThat(shadow.getTarget()).isEqualTo("t_millrace_rebuild");
        assertThat(shadow.getState()).isEqualTo(TableState.ACTIVE);
        assertThat(shadow.getKeyList()).containsExactly(key("code", "text"));
        assertThat(shadow.getKeySince()).isEqualTo(77);
        assertThat(shadow.getFormerKeyList()).isEmpty();
        assertThat(shadow.getPassedOverList()).isEmpty();
        assertThat(shadow.hasRebuild()).isFalse();
    }

    @Test
    void theShadowTableHasTheKeyThatTheTableWasSetAsideFor() {
        Rebuild rebuild = TableRebuild.begin(REDEFINED, PLAN).getRebuild();

        assertThat(rebuild.getKeyList()).containsExactly(key("code", "text"));
        assertThat(rebuild.getKeySince()).isEqualTo(77);
    }

    @Test
    void partitionsFollowOnlyThePhaseThatTheySaw() {
        TableEntry begun = TableRebuild.begin(ACTIVE, PLAN);
        Rebuild seen = begun.getRebuild();
        TableEntry followed = TableRebuild.follow(TableRebuild.follow(begun, seen, 3), seen, 3);
        TableEntry held = TableRebuild.hold(followed, "r1");

        assertThat(followed.getRebuild().getPartitionList()).containsExactly(3);
        assertThat(held.getRebuild().getPartitionList()).isEmpty();
        assertThat(TableRebuild.follow(held, seen, 4)).isEqualTo(held);
        assertThat(TableRebuild.follow(ACTIVE, seen, 4)).isEqualTo(ACTIVE);
    }

    @Test
    void aFaultEndsTheDoubleWritingAndIsFollowedToo() {
        TableEntry begun = TableRebuild.begin(ACTIVE, PLAN);
        TableEntry failed = TableRebuild.fail(TableRebuild.follow(begun, begun.getRebuild(), 1), "does not fit");

        assertThat(TableRebuild.isDoubled(failed)).isFalse();
        assertThat(failed.getRebuild().getPartitionList()).isEmpty();
        assertThat(TableRebuild.fail(failed, "another").getRebuild().getFault()).isEqualTo("does not fit");
        assertThat(TableRebuild.follow(failed, begun.getRebuild(), 1)).isEqualTo(failed);
        assertThat(TableRebuild.hold(failed, "r1")).isEqualTo(failed);
    }

    @Test
    void theSwitchMakesTheTableActiveAndReadsAgainWhatWasHeld() {
        TableEntry held = TableRebuild.passOver(
                TableRebuild.passOver(
                        TableRebuild.hold(TableRebuild.begin(REDEFINED, PLAN), "r1"), passedOver(2, 900), "now"),
                passedOver(2, 901),
                "now");
        TableEntry switched = TableRebuild.switched(TableRebuild.beginSwitch(held, "r1", 10), "r1", NOW);

        assertThat(switched.getState()).isEqualTo(TableState.ACTIVE);
        assertThat(switched.getReason()).isEmpty();
        assertThat(switched.getPassedOverList()).containsExactly(passedOver(2, 900));
        assertThat(switched.getStreamCreated()).isEqualTo("now");
        assertThat(switched.getKeyList()).containsExactly(key("code", "text"));
        assertThat(switched.getKeySince()).isEqualTo(77);
        assertThat(switched.getNextKeyList()).isEmpty();
        assertThat(switched.getFormerKeyList()).isEmpty();
        assertThat(switched.getColumnList()).isEmpty();
        assertThat(switched.getMapping()).isEmpty();
        assertThat(switched.getRebuiltMapping().getMapping()).isEqualTo("(size string, *)");
        assertThat(switched.getRebuild().getPhase()).isEqualTo(RebuildPhase.SWITCHED);
        assertThat(TableRebuild.switched(switched, "r1", NOW)).isEqualTo(switched);
        assertThat(TableRebuild.abort(switched, "r1")).isEqualTo(switched);
        assertThat(TableRebuild.finish(switched, "r1").hasRebuild()).isFalse();
    }

    @Test
    void theSameMappingNeedsNoMemory() {
        Rebuild plan = PLAN.toBuilder().setMapping(PLAN.getConfigured()).build();
        TableEntry held = TableRebuild.hold(TableRebuild.begin(ACTIVE, plan), "r1");

        assertThat(TableRebuild.switched(held, "r1", NOW).hasRebuiltMapping()).isFalse();
    }

    @Test
    void anAbortedRebuildLeavesEverythingAsItWas() {
        TableEntry held = TableRebuild.hold(TableRebuild.begin(REDEFINED, PLAN), "r1");
        TableEntry aborted = TableRebuild.abort(
                TableRebuild.passOver(
                        TableRebuild.passOver(held, passedOver(0, 900), "then"), passedOver(1, 901), "then"),
                "r1");

        assertThat(TableRebuild.isFollowed(aborted)).isTrue();
        assertThat(TableRebuild.isDoubled(aborted)).isFalse();
        assertThat(TableRebuild.finish(aborted, "r1"))
                .isEqualTo(
                        REDEFINED.toBuilder().addPassedOver(passedOver(1, 901)).build());
    }

    @Test
    void stepsOfAnotherRebuildOrPhaseChangeNothing() {
        TableEntry begun = TableRebuild.begin(ACTIVE, PLAN);

        assertThat(TableRebuild.hold(begun, "r0")).isEqualTo(begun);
        assertThat(TableRebuild.beginSwitch(begun, "r1", 5)).isEqualTo(begun);
        assertThat(TableRebuild.switched(begun, "r1", NOW)).isEqualTo(begun);
        assertThat(TableRebuild.finish(begun, "r1")).isEqualTo(begun);
        assertThat(TableRebuild.abort(begun, "r0")).isEqualTo(begun);
        assertThat(TableRebuild.abort(ACTIVE, "r0")).isEqualTo(ACTIVE);
    }

    @Test
    void theEntryIsReadableAndKeepsItsForm() throws IOException {
        TableEntry begun = TableRebuild.begin(REDEFINED, PLAN);
        TableEntry held = TableRebuild.passOver(
                TableRebuild.hold(TableRebuild.follow(begun, begun.getRebuild(), 1), "r1"), passedOver(1, 901), "then");
        byte[] printed = new EntryText<>(TableEntry.getDefaultInstance()).print(held, "");

        assertThat(new String(printed, StandardCharsets.UTF_8)).isEqualTo(Files.readString(GOLDEN));
        assertThat(List.of(new EntryText<>(TableEntry.getDefaultInstance())
                        .parse("e", printed, 1)
                        .message()))
                .containsExactly(held);
    }

    private static KeyColumn key(String name, String kind) {
        return KeyColumn.newBuilder().setName(name).setKind(kind).build();
    }

    private static PassedOver passedOver(int partition, long sequence) {
        return PassedOver.newBuilder()
                .setPartition(partition)
                .setFirstSequence(sequence)
                .build();
    }
}
