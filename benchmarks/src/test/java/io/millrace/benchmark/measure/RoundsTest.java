package io.millrace.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private final List<String> measured = new ArrayList<>();

    private record Named(String name, List<String> measured) implements Variant {
        @Override
        public void measure(Figures figures) {
            measured.add(name);
        }
    }

    @Test
    void variantsAreInterleavedAndEverySecondRoundGoesBackwards() throws Exception {
        new Rounds(3, line -> {}).measure(List.of(new Named("a", measured), new Named("b", measured)), new Figures());

        assertThat(measured).containsExactly("a", "b", "b", "a", "a", "b");
    }

    @Test
    void progressTellsRoundAndVariant() throws Exception {
        List<String> progress = new ArrayList<>();

        new Rounds(1, progress::add).measure(List.of(new Named("a", measured)), new Figures());

        assertThat(progress).containsExactly("round 1 of 1: a");
    }
}
