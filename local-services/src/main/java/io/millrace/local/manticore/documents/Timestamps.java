package io.millrace.local.manticore.documents;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text in a timestamp column: seconds in digits, or a date whose zone is read and ignored. */
final class Timestamps {
    /** Behind the seconds anything without blanks may stand: it is taken for a zone. */
    private static final Pattern DATE = Pattern.compile("(\\d{1,4})(?:-(\\d\\d?)(?:-(\\d\\d?)"
            + "(?:T(\\d\\d?)(?::(\\d\\d?)(?::(\\d\\d?)(?:\\.\\d+)?\\S*)?)?)?)?)?");

    private static final Pattern SECONDS = Pattern.compile("\\d{5,}");

    private Timestamps() {}

    /** Seconds since 1970, 0 for what is neither a number nor a date. */
    static long parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Matcher date = DATE.matcher(text);
        if (date.matches()) {
            try {
                return LocalDateTime.of(
                                part(date, 1, 0),
                                part(date, 2, 1),
                                part(date, 3, 1),
                                part(date, 4, 0),
                                part(date, 5, 0),
                                part(date, 6, 0))
                        .toEpochSecond(ZoneOffset.UTC);
            } catch (DateTimeException e) {
                return 0;
            }
        }
        return SECONDS.matcher(text).matches() ? CNumbers.toUnsignedLong(bytes) : 0;
    }

    private static int part(Matcher date, int group, int missing) {
        String digits = date.group(group);
        return digits == null ? missing : Integer.parseInt(digits);
    }
}
