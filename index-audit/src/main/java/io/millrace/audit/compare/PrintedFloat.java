package io.millrace.audit.compare;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** A float as Manticore prints it: with six decimals, or with eight where six are another float. */
final class PrintedFloat {
    private PrintedFloat() {}

    /** Whether a server that has stored the number prints it so. */
    static boolean isPrinted(String number, String printed) {
        if (printed.isEmpty()) {
            return false;
        }
        try {
            float expected = Float.parseFloat(number);
            return Float.parseFloat(printed) == expected
                    || new BigDecimal(of(expected)).compareTo(new BigDecimal(printed)) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    static String of(float value) {
        BigDecimal exact = new BigDecimal(value);
        String six = exact.setScale(6, RoundingMode.HALF_EVEN).toPlainString();
        return Float.parseFloat(six) == value
                ? six
                : exact.setScale(8, RoundingMode.HALF_EVEN).toPlainString();
    }
}
