package io.millrace.bridge.encode;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/** Reads {@code 2026-05-01T12:00:00.000123Z}, and any other ISO instant more slowly: a formatter allocates 2 kB. */
final class IsoInstant {
    private static final int SECONDS_END = "2026-05-01T12:00:00".length();
    private static final int MICRO_DIGITS = 6;
    private static final long US_PER_SECOND = 1_000_000;
    private static final int NS_PER_US = 1000;

    private IsoInstant() {}

    /** Microseconds since 1970-01-01T00:00Z. */
    static long micros(String text) {
        int end = text.length() - 1;
        if (!isUsual(text, end)) {
            // Not ChronoUnit.MICROS.between, which counts nanoseconds first and overflows outside 1677 to 2262.
            Instant instant = OffsetDateTime.parse(text).toInstant();
            return instant.getEpochSecond() * US_PER_SECOND + instant.getNano() / NS_PER_US;
        }
        long days = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                .toEpochDay();
        long hours = days * 24 + number(text, 11, 13);
        long seconds = (hours * 60 + number(text, 14, 16)) * 60 + number(text, 17, SECONDS_END);
        return seconds * US_PER_SECOND + fraction(text, end);
    }

    private static boolean isUsual(String text, int end) {
        if (end < SECONDS_END || end > SECONDS_END + 1 + MICRO_DIGITS || end == SECONDS_END + 1) {
            return false;
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean fits = switch (i) {
                case 4, 7 -> c == '-';
                case 10 -> c == 'T';
                case 13, 16 -> c == ':';
                case 19 -> c == '.';
                // Tens of hours, minutes and seconds.
                case 11 -> c >= '0' && c <= '1' || c == '2' && text.charAt(12) <= '3';
                case 14, 17 -> c >= '0' && c <= '5';
                default -> c >= '0' && c <= '9';
            };
            if (!fits) {
                return false;
            }
        }
        return text.charAt(end) == 'Z';
    }

    private static long fraction(String text, int end) {
        long micros = 0;
        for (int i = SECONDS_END + 1; i <= SECONDS_END + MICRO_DIGITS; i++) {
            micros = micros * 10 + (i < end ? text.charAt(i) - '0' : 0);
        }
        return micros;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }
}
