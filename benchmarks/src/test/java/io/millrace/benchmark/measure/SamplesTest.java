package io.millrace.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void medianOfAnOddNumberOfRoundsIsTheMiddleOne() {
        assertThat(new Samples(List.of(30.0, 1.0, 20.0)).median()).isEqualTo(20);
    }

    @Test
    void medianOfAnEvenNumberOfRoundsLiesBetweenTheMiddleTwo() {
        assertThat(new Samples(List.of(40.0, 1.0, 20.0, 30.0)).median()).isEqualTo(25);
    }

    @Test
    void oneDisturbedRoundDoesNotMoveTheMedian() {
        assertThat(new Samples(List.of(10.0, 10.1, 0.001)).median()).isEqualTo(10);
    }

    @Test
    void rangeIsThatOfAllRounds() {
        Samples samples = new Samples(List.of(3.0, 1.0, 2.0));

        assertThat(samples.lowest()).isEqualTo(1);
        assertThat(samples.highest()).isEqualTo(3);
    }

    @Test
    void figureWithoutARoundIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Samples(List.of()));
    }
}
