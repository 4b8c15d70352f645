package io.millrace.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunRaisesIT extends OnNats {
    private static final Path GOLDEN = GoldenRegistryTest.CURRENT;
    private static final String PLACE = RunRaises.partition("shop.sales.customers", 3);

    @BeforeEach
    void createBucket() throws Exception {
        StateBucket.createIfAbsent(connection, 1);
    }

    @Test
    void entriesAreReadableTextAsInTheGoldenFiles() throws Exception {
        RunRaises raises = RunRaises.open(connection, "C=D");
        long number = Long.MIN_VALUE | 7;
        raises.decide(
                RunRaises.source("sh.op"),
                raise(number, 3_600_001).toBuilder().setFirstId(1L << 62).build());
        raises.decide(
                RunRaises.source("sh.op"),
                raise(number + 1, 0).toBuilder().setFirstId(1L << 62 | 1).build());
        raises.decide(RunRaises.partition("sh.op.café", 3), raise(number, 3_600_002));
        raises.decide(RunRaises.partition("sh.op.café", 3), raise(number + 1, 0));

        assertThat(value("runs.C=3DD.source.sh=2Eop"))
                .isEqualTo(Files.readString(GOLDEN.resolve("runs-of-source.txtpb")));
        assertThat(value("runs.C=3DD.topic.sh=2Eop=2Ecaf=C3=A9.3"))
                .isEqualTo(Files.readString(GOLDEN.resolve("runs-of-topic-partition.txtpb")));
    }

    @Test
    void entriesOfTheGoldenFilesAreRead() throws Exception {
        put("runs.CDC.source.shop", "runs-of-source.txtpb");
        put("runs.CDC.topic.shop=2Esales=2Ecustomers.3", "runs-of-topic-partition.txtpb");
        RunRaises raises = RunRaises.open(connection, "CDC");
        long number = Long.MIN_VALUE | 7;

        assertThat(raises.read(RunRaises.source("shop")).of(number)).hasValue(3_600_001);
        assertThat(raises.read(RunRaises.source("shop")).of(number + 1)).hasValue(0);
        assertThat(raises.read(PLACE).of(number)).hasValue(3_600_002);
        assertThat(raises.read(PLACE).of(number + 1)).hasValue(0);
    }

    @Test
    void whatWasDecidedOnceStays() throws Exception {
        RunRaises raises = RunRaises.open(connection, "CDC");

        assertThat(raises.read(PLACE).of(7)).isEmpty();
        assertThat(raises.decide(PLACE, raise(7, 3_600_001)).of(7)).hasValue(3_600_001);
        assertThat(raises.decide(PLACE, raise(7, 5)).of(7)).hasValue(3_600_001);
        assertThat(raises.decide(PLACE, raise(8, 0)).of(8)).hasValue(0);

        assertThat(RunRaises.open(connection, "CDC").read(PLACE).of(7)).hasValue(3_600_001);
        assertThat(raises.read(RunRaises.partition("shop.sales.customers", 4)).of(7))
                .isEmpty();
        assertThat(raises.read(RunRaises.source("shop")).of(7)).isEmpty();
        assertThat(RunRaises.open(connection, "OTHER").read(PLACE).of(7)).isEmpty();
    }

    @Test
    void theOldestRunsAreForgottenAndAreNeverTakenForNewOnes() throws Exception {
        RunRaises raises = RunRaises.open(connection, "CDC");
        for (long run = 1; run <= RunRaises.KEPT + 10; run++) {
            raises.decide(PLACE, raise(run, run));
        }

        RunRaises.KnownRaises known = raises.read(PLACE);
        assertThat(known.of(11)).hasValue(11);
        assertThat(known.of(RunRaises.KEPT + 10)).hasValue(RunRaises.KEPT + 10);
        assertThat(known.of(5)).isEqualTo(OptionalLong.of(0));
        assertThat(known.of(RunRaises.KEPT + 11)).isEmpty();
    }

    @Test
    void aRunThatIsDecidedAfterOneThatStartedLaterIsLate() throws Exception {
        RunRaises raises = RunRaises.open(connection, "CDC");
        raises.decide(PLACE, raise(7, 0));
        raises.decide(PLACE, raise(9, 0));

        assertThat(raises.read(PLACE).isLate(8)).isTrue();
        assertThat(raises.read(PLACE).isLate(10)).isFalse();

        RunRaises.KnownRaises known = raises.decide(PLACE, raise(8, 0));
        assertThat(known.isLate(7)).isFalse();
        assertThat(known.isLate(8)).isTrue();
        assertThat(known.isLate(9)).isFalse();
    }

    @Test
    void aLaterRunIsOneThatATopicPartitionHasNotReached() throws Exception {
        RunRaises raises = RunRaises.open(connection, "CDC");
        for (long run = 1; run <= 3; run++) {
            raises.decide(
                    RunRaises.source("shop"),
                    raise(run, 0).toBuilder().setFirstId(run * 100).build());
        }
        raises.decide(PLACE, raise(2, 0));

        RunRaises.KnownRaises ofSource = raises.read(RunRaises.source("shop"));
        RunRaises.KnownRaises ofPartition = raises.read(PLACE);
        assertThat(ofSource.laterRun(ofPartition, 299)).isEmpty();
        assertThat(ofSource.laterRun(ofPartition, 300)).hasValue(3);
        assertThat(ofSource.laterRun(raises.decide(PLACE, raise(3, 0)), 300)).isEmpty();
        // Its events have their ids from the bridge.
        assertThat(ofSource.laterRun(raises.read(RunRaises.partition("json", 0)), 300))
                .isEmpty();
    }

    private void put(String key, String file) throws Exception {
        connection.keyValue(StateBucket.NAME).put(key, Files.readAllBytes(GOLDEN.resolve(file)));
    }

    private String value(String key) throws Exception {
        return new String(connection.keyValue(StateBucket.NAME).get(key).getValue(), StandardCharsets.UTF_8);
    }

    private static RunRaise raise(long run, long milliseconds) {
        return RunRaise.newBuilder()
                .setNumber(run)
                .setMilliseconds(milliseconds)
                .build();
    }
}
