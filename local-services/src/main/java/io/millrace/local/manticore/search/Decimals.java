package io.millrace.local.manticore.search;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers with a fraction as Manticore writes them. */
final class Decimals {
    private Decimals() {}

    /** Six places; eight where six would be another float. Infinity and NaN make an answer that is not JSON, as there. */
    static String text(float value) {
        if (Float.isNaN(value)) {
            return "nan";
        }
        if (Float.isInfinite(value)) {
            return value < 0 ? "-inf" : "inf";
        }
        String sixPlaces = fixed(value, 6);
        return Float.parseFloat(sixPlaces) == value ? sixPlaces : fixed(value, 8);
    }

    static String text(double value) {
        String sixPlaces = fixed(value, 6);
        return Double.parseDouble(sixPlaces) == value ? sixPlaces : fixed(value, 8);
    }

    /** With the sign of what is 0, or becomes 0 here. */
    private static String fixed(double value, int places) {
        String digits = new BigDecimal(Math.abs(value))
                .setScale(places, RoundingMode.HALF_EVEN)
                .toPlainString();
        return Math.copySign(1, value) < 0 ? '-' + digits : digits;
    }
}
