package io.millrace.state.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.state.mysql.DatabaseTable;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotRequestTest {
    private static final DatabaseTable TABLE = new DatabaseTable("shop", "a.b+c");

    @Test
    void theTableIsTakenLiterallyAndTheConditionAsAWhole() throws Exception {
        SnapshotRequest request = new SnapshotRequest("1", TABLE, Optional.of("name = 'O''Neil\\\"' OR id IN (1, 2)"));

        assertThat(new ObjectMapper().readTree(request.signal())).isEqualTo(new ObjectMapper().readTree("""
                {"type": "incremental", "data-collections": ["\\\\Qshop.a.b+c\\\\E"],
                 "additional-conditions": [{"data-collection": "\\\\Qshop.a.b+c\\\\E",
                  "filter": "(name = 'O''Neil\\\\\\"' OR id IN (1, 2))"}]}"""));
    }

    @Test
    void withoutAConditionItIsTheWholeTable() {
        assertThat(new SnapshotRequest("1", TABLE, Optional.empty()).signal())
                .isEqualTo("{\"type\":\"incremental\",\"data-collections\":[\"\\\\Qshop.a.b+c\\\\E\"]}");
    }
}
