package io.millrace.manticore.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StatementFormTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SELECT id, event_id FROM orders WHERE id IN (1,-2,9223372036854775807) LIMIT 3 OPTION max_matches=3",
                "SHOW STATUS LIKE 'uptime'",
                "\t !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~\u007f\u0080\u00ff",
                "Gr\u00fc\u00dfe, \u6c34, \ud83c\udf0a, \ud83c alone"
            })
    void isWhatTheUrlEncoderWrites(String statement) {
        assertThat(new String(StatementForm.of(statement), StandardCharsets.US_ASCII))
                .isEqualTo("query=" + URLEncoder.encode(statement, StandardCharsets.UTF_8));
    }
}
