package io.millrace.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.mysql.DatabaseTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowSizeChecksTest {
    private static final DatabaseTable PHOTO = new DatabaseTable("shop", "photo");
    private static final List<SizeLimit> LIMITS = List.of(
            new SizeLimit("event.max.bytes", 1_048_576, "It is shortened", "Raise it"),
            new SizeLimit("max_payload", 8_388_608, "It is refused", "Raise it"));

    private final Diagnosis diagnosis = new Diagnosis();

    @Test
    void largestRowIsComparedWithTheSmallestLimitThatItExceeds() throws Exception {
        run("mediumblob", "16777215", "1300000");

        assertThat(Connectors.found(diagnosis)).containsExactly("warning row-too-large");
        assertThat(diagnosis.findings().get(0).problem()).contains("shop.photo", "event.max.bytes", "1304096");
    }

    @Test
    void rowWithinTheLimitsIsNoFinding() throws Exception {
        run("mediumblob", "16777215", "13000");

        assertThat(diagnosis.findings()).isEmpty();
    }

    @Test
    void valueThatManticoreWouldCutIsReported() throws Exception {
        run("json", "1073741824", "3000000");

        assertThat(Connectors.found(diagnosis)).containsExactly("warning row-too-large", "warning value-too-long");
    }

    @Test
    void tableThatCannotExceedALimitIsNotRead() throws Exception {
        run("varchar", "4000", "9000000");

        assertThat(diagnosis.findings()).isEmpty();
    }

    @Test
    void limitsAfterTheEventsMustBeLarger() {
        RowSizeChecks checks = new RowSizeChecks(new FakeMySql(), LIMITS, diagnosis.on("MySQL"));
        checks.limits(LIMITS.get(0));
        assertThat(diagnosis.findings()).isEmpty();

        checks.limits(new SizeLimit("event.max.bytes", 8_300_000, "It is shortened", "Raise it"));
        assertThat(diagnosis.findings())
                .extracting(Finding::problem)
                .contains("max_payload is 8388608, and event.max.bytes is 8300000");
    }

    @Test
    void longTextIsANote() throws Exception {
        run("longtext", "4294967295", "5000000");

        assertThat(Connectors.found(diagnosis)).containsExactly("warning row-too-large", "note value-too-long");
    }

    @Test
    void tableThatIsNotReadInTimeIsNamed() throws Exception {
        new RowSizeChecks(server("longtext", "4294967295", "5"), LIMITS, diagnosis.on("MySQL"))
                .run(Set.of(PHOTO), Duration.ZERO);

        assertThat(Connectors.found(diagnosis)).containsExactly("note rows-unmeasured");
    }

    private void run(String type, String declared, String actual) throws Exception {
        new RowSizeChecks(server(type, declared, actual), LIMITS, diagnosis.on("MySQL"))
                .run(Set.of(PHOTO), Duration.ofSeconds(10));
    }

    private static FakeMySql server(String type, String declared, String actual) {
        return new FakeMySql()
                .answering(
                        "information_schema.columns",
                        Map.of("db", "shop", "name", "photo", "col", "img", "type", type, "bytes", declared))
                .answering("FROM `shop`.`photo`", Map.of("whole", actual, "c0", actual));
    }
}
