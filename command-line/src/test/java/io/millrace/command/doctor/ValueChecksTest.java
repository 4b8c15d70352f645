package io.millrace.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.mysql.DatabaseTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueChecksTest {
    private static final DatabaseTable EVENTS = new DatabaseTable("shop", "events");

    private final Diagnosis diagnosis = new Diagnosis();

    @ParameterizedTest
    @CsvSource({
        "date, , LAST_DAY, error no-such-date",
        "datetime, , MONTH(`day`) > 0, warning year-zero",
        "date, PRI, MONTH(`day`) = 0, warning zero-date-key",
        "timestamp, PRI, MONTH(`day`) = 0, warning zero-date-key",
        "year, , `day` = 0, warning year-zero",
        "varchar, PRI, HEX, warning latin1-key"
    })
    void aValueThatTheBinlogTellsOtherwiseIsReported(String type, String key, String condition, String finding)
            throws Exception {
        run(Duration.ofSeconds(10), query -> {
            if (query.contains("information_schema")) {
                return List.of(Map.of(
                        "db", "shop", "name", "events", "col", "day", "type", type, "in_key", key == null ? "" : key));
            }
            String before = query.substring(0, query.indexOf(condition));
            int place = before.length() - before.replace("MAX(", "").length();
            return List.of(Map.of("c" + (place / "MAX(".length() - 1), "1"));
        });

        assertThat(Connectors.found(diagnosis)).containsExactly(finding);
        assertThat(diagnosis.findings().get(0).problem()).endsWith(": shop.events.day");
    }

    @Test
    void aTableThatIsNotReadInTimeIsNamed() throws Exception {
        run(
                Duration.ZERO,
                new FakeMySql()
                        .answering(
                                "information_schema.columns",
                                Map.of("db", "shop", "name", "events", "col", "day", "type", "date")));

        assertThat(Connectors.found(diagnosis)).containsExactly("note values-unread");
        assertThat(diagnosis.findings().get(0).problem()).contains("shop.events");
    }

    @ParameterizedTest
    @CsvSource({
        "3024, maximum statement execution time exceeded, larger --row-size-seconds",
        "1142, SELECT command denied, --mysql-url"
    })
    void whyATableWasNotReadIsTold(int code, String reason, String remedy) throws Exception {
        run(Duration.ofSeconds(10), query -> {
            if (query.contains("information_schema")) {
                return List.of(Map.of("db", "shop", "name", "events", "col", "day", "type", "date"));
            }
            throw new SQLException(reason, "42000", code);
        });

        assertThat(Connectors.found(diagnosis)).containsExactly("note values-unread");
        assertThat(diagnosis.findings().get(0).problem().contains(reason)).isEqualTo(code != 3024);
        assertThat(diagnosis.findings().get(0).remedy()).contains(remedy);
    }

    private void run(Duration budget, SqlQueries mysql) throws Exception {
        new ValueChecks(mysql, diagnosis.on("MySQL")).run(Set.of(EVENTS), budget);
    }
}
