package io.millrace.manticore;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.Subject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Case A13: what may still come is a warning, once per change of state. */
final class MissingEventsTest {
    private static final Subject PRODUCTS = new Subject("mysql", "shop", "products", 0);
    private static final Subject ORDERS = new Subject("mysql", "shop", "orders", 0);

    private final PrintStream original = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final MissingEvents missing = new MissingEvents(new ManticoreSinkConfig(Map.of(
            "name",
            "sink",
            "nats.stream",
            "NOPE",
            "subjects",
            "cdc.mysql.shop.*",
            "manticore.urls",
            "http://127.0.0.1:9308",
            "table.shop.products",
            "(name text, *)",
            "table.shop.typo",
            "(name text, *)")));

    @BeforeEach
    void captureLog() {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void releaseLog() {
        System.setErr(original);
    }

    @Test
    void eachStateIsReportedOnce() {
        for (int i = 0; i < 3; i++) {
            missing.seen(Optional.empty());
        }
        missing.seen(Optional.of(List.of()));
        missing.seen(Optional.of(List.of()));
        for (int i = 0; i < 3; i++) {
            missing.seen(Optional.of(List.of(PRODUCTS, ORDERS)));
        }

        assertThat(log.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("WARN", "There is no stream NOPE yet"),
                        line -> assertThat(line)
                                .contains("WARN", "Stream NOPE has no events of the subjects cdc.mysql.shop.*"),
                        line -> assertThat(line)
                                .contains("WARN", "no events of the tables of table.shop.typo; correct the setting"));
    }
}
