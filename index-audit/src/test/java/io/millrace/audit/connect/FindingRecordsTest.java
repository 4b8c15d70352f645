package io.millrace.audit.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.audit.ColumnDifference;
import io.millrace.audit.Difference;
import io.millrace.event.RowBuilder;
import io.millrace.event.SourceTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class FindingRecordsTest {
    private static final SourceTable GOODS = new SourceTable("mysql", "shop", "goods");

    private final FindingRecords records = new FindingRecords("findings");

    @Test
    void differenceHasItsRowColumnsAndBothValues() throws IOException {
        SourceRecord record = records.of(difference("4.0", "3.5"), TablePosition.NONE);

        assertThat(record.topic()).isEqualTo("findings");
        assertThat(new String((byte[]) record.key(), StandardCharsets.UTF_8)).isEqualTo("mysql.shop.goods");
        JsonNode value = value(record);
        assertThat(value.path("type").asText()).isEqualTo("difference");
        assertThat(value.path("audit").asLong()).isEqualTo(1);
        assertThat(value.path("kind").asText()).isEqualTo("different");
        assertThat(value.path("key").toString()).isEqualTo("[7]");
        assertThat(value.at("/columns/0/expected").asText()).isEqualTo("4.0");
        assertThat(value.at("/columns/0/found").asText()).isEqualTo("3.5");
    }

    @Test
    void valuesThatDoNotFitIntoARecordAreShortened() throws IOException {
        SourceRecord record = records.of(difference("x".repeat(600_000), "y".repeat(600_000)), TablePosition.NONE);

        assertThat(((byte[]) record.value()).length).isLessThan(1000);
        assertThat(value(record).at("/columns/0/expected").asText()).isEqualTo("x".repeat(100) + '…');
    }

    /** Another order would be another table for Connect, whose position an earlier worker has not stored. */
    @Test
    void positionsAreStoredUnderTheSameBytesByEachWorker() {
        assertThat(FindingRecords.partition(GOODS).keySet().toString()).isEqualTo("[database, source, table]");
    }

    private static Difference difference(String expected, String found) {
        return new Difference.Different(
                GOODS,
                RowBuilder.of().int64("id", 7).build(),
                "goods",
                7,
                12,
                0,
                List.of(new ColumnDifference("price", expected, found)));
    }

    private static JsonNode value(SourceRecord record) throws IOException {
        return new ObjectMapper().readTree((byte[]) record.value());
    }
}
