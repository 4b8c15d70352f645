package io.millrace.local.manticore.search;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Floats as Manticore writes them. */
final class Decimals {
    private Decimals() {}

    /** Six places; eight for what is not 0 but small. Infinity and NaN make an answer that is not JSON, as there. */
    static String text(float value) {
        if (Float.isNaN(value)) {
            return "nan";
        }
        if (Float.isInfinite(value)) {
            return value < 0 ? "-inf" : "inf";
        }
        return fixed(value, value != 0 && Math.abs(value) < 0.1f ? 8 : 6);
    }

    static String fixed(double value, int places) {
        return new BigDecimal(value).setScale(places, RoundingMode.HALF_EVEN).toPlainString();
    }
}
