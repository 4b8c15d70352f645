package io.millrace.local.manticore.search;

import java.util.StringJoiner;

/** Lists of numbers, with commas between. */
final class Numbers {
    private Numbers() {}

    static String joined(long[] numbers) {
        StringJoiner joined = new StringJoiner(",");
        for (long number : numbers) {
            joined.add(Long.toString(number));
        }
        return joined.toString();
    }

    static String joined(float[] numbers) {
        StringJoiner joined = new StringJoiner(",");
        for (float number : numbers) {
            joined.add(Decimals.text(number));
        }
        return joined.toString();
    }
}
