package io.millrace.example;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Row;
import io.millrace.event.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Formats an event as a line of text, the same as {@code latest_rows.py} does. */
final class Lines {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

    private Lines() {}

    static String of(ChangeEvent event) {
        Source source = event.getSource();
        String table = String.join(".", source.getName(), source.getDatabase(), source.getTable());
        Row row = event.hasAfter() ? event.getAfter() : event.getKey();
        String columns = Stream.concat(
                        row.getColumnsList().stream().map(column -> column.getName() + '=' + text(Values.of(column))),
                        // Too large for an event: what the row has there is unknown.
                        event.getLeftOutList().stream().map(column -> column.getName() + "=?"))
                .collect(Collectors.joining(" "));
        return (event.getOperation() + " " + table + ' ' + columns).stripTrailing() + expiry(event);
    }

    /** The row ceases to exist then, without another event. */
    private static String expiry(ChangeEvent event) {
        return event.getExpiresUs() == 0
                ? ""
                : " expires=" + text(Instant.EPOCH.plus(event.getExpiresUs(), ChronoUnit.MICROS));
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof LocalDateTime time) {
            return TIME.format(time);
        }
        if (value instanceof Instant instant) {
            return TIME.format(instant.atOffset(ZoneOffset.UTC)) + 'Z';
        }
        if (value instanceof Duration duration) {
            return duration.toNanos() / 1000 + "us";
        }
        return value.toString();
    }
}
