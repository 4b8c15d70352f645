package io.millrace.bridge.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsoInstantTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "2026-05-01T23:59:59Z",
                "2026-05-01T12:00:00.1Z",
                "2026-05-01T12:00:00.000123Z",
                "2024-02-29T20:00:00.99Z",
                "1969-12-31T23:59:59.999999Z",
                "1000-01-01T00:00:00.000001Z",
                "2026-05-01T12:00:00.123456789Z",
                "2026-05-01T12:00Z",
                "2026-05-01T12:00:00+02:00",
                "2026-05-01T12:00:00.5-11:30",
                "+12026-05-01T12:00:00Z"
            })
    void everyFormIsReadAsByTheLibrary(String text) {
        assertThat(IsoInstant.micros(text)).isEqualTo(byTheLibrary(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-05-01",
                "2026-02-30T12:00:00Z",
                "2026-13-01T12:00:00Z",
                "2026-05-01T24:00:01Z",
                "2026-05-01T12:60:00Z",
                "2026-05-01T12:00:61Z",
                "2026-05-01 12:00:00Z",
                "2026-05-01T12:00:00",
                "2026-05-01T12:00:0xZ"
            })
    void whatIsNoInstantIsRefused(String text) {
        assertThatThrownBy(() -> IsoInstant.micros(text)).isInstanceOf(DateTimeException.class);
    }

    @Test
    void anyInstantIsReadAsByTheLibrary() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            String text = Instant.EPOCH
                    .plus(random.nextLong(-62_000_000_000L, 250_000_000_000L), ChronoUnit.SECONDS)
                    .plus(random.nextInt(1_000_000), ChronoUnit.MICROS)
                    .toString();
            assertThat(IsoInstant.micros(text)).as("%s, seed %d", text, seed).isEqualTo(byTheLibrary(text));
        }
    }

    private static long byTheLibrary(String text) {
        Instant instant = OffsetDateTime.parse(text).toInstant();
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
    }
}
