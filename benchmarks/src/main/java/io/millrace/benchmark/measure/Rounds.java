package io.millrace.benchmark.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Measures all variants in turn, over several rounds, so that other work on the machine affects all of them. Every second
 * round reverses the order, so that a drift, such as caches warming up, favours none of them.
 */
public final class Rounds {
    private final int count;
    private final Progress progress;

    public Rounds(int count, Progress progress) {
        this.count = count;
        this.progress = progress;
    }

    public void measure(List<? extends Variant> variants, Figures figures) throws Exception {
        for (int round = 1; round <= count; round++) {
            List<Variant> order = new ArrayList<>(variants);
            if (round % 2 == 0) {
                Collections.reverse(order);
            }
            for (Variant variant : order) {
                progress.report("round %d of %d: %s".formatted(round, count, variant.name()));
                variant.measure(figures);
            }
        }
    }
}
