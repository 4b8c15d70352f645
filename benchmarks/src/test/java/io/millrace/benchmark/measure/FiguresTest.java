package io.millrace.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private final Figures figures = new Figures();

    @Test
    void roundsOfOneNameAreOneMeasurement() {
        figures.add("ours", "rows/s", 3);
        figures.add("theirs", "rows/s", 1);
        figures.add("ours", "rows/s", 5);

        assertThat(figures.measurements())
                .containsExactly(
                        new Measurement("ours", "rows/s", new Samples(List.of(3.0, 5.0))),
                        new Measurement("theirs", "rows/s", new Samples(List.of(1.0))));
    }

    @Test
    void quotientIsThatOfTheMedians() {
        for (double value : new double[] {10, 12, 90}) {
            figures.add("ours", "rows/s", value);
        }
        for (double value : new double[] {1, 4, 5}) {
            figures.add("theirs", "rows/s", value);
        }

        assertThat(figures.quotient("ours", "theirs")).isEqualTo(3);
    }

    @Test
    void unknownFigureIsNamedWithTheKnownOnes() {
        figures.add("ours", "rows/s", 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> figures.median("theirs"))
                .withMessageContaining("'theirs'")
                .withMessageContaining("ours");
    }
}
