package io.millrace.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunRaisesIT extends OnNats {
    private static final String PLACE = RunRaises.partition("shop.sales.customers", 3);

    @BeforeEach
    void createBucket() throws Exception {
        StateBucket.createIfAbsent(connection, 1);
    }

    @Test
    void whatWasDecidedOnceStays() throws Exception {
        RunRaises raises = RunRaises.open(connection, "CDC");

        assertThat(raises.read(PLACE).of(7)).isEmpty();
        assertThat(raises.decide(PLACE, 7, 3_600_001).of(7)).hasValue(3_600_001);
        assertThat(raises.decide(PLACE, 7, 5).of(7)).hasValue(3_600_001);
        assertThat(raises.decide(PLACE, 8, 0).of(8)).hasValue(0);

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
            raises.decide(PLACE, run, run);
        }

        RunRaises.KnownRaises known = raises.read(PLACE);
        assertThat(known.of(11)).hasValue(11);
        assertThat(known.of(RunRaises.KEPT + 10)).hasValue(RunRaises.KEPT + 10);
        assertThat(known.of(5)).isEqualTo(OptionalLong.of(0));
        assertThat(known.of(RunRaises.KEPT + 11)).isEmpty();
    }
}
