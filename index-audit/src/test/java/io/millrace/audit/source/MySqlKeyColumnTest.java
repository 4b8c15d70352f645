package io.millrace.audit.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.Column;
import org.junit.jupiter.api.Test;

class MySqlKeyColumnTest {
    private final MySqlKeyColumn number = new MySqlKeyColumn("k", MySqlKeyColumn.Comparison.NUMBER, "", "", false);

    @Test
    void aNumberFrom2To63ThatCameAsANegativeOneIsFound() {
        assertThat(number.condition(Column.newBuilder().setIntValue(-1).build()))
                .isEqualTo("`k` IN (-1, 18446744073709551615)");
        assertThat(number.condition(Column.newBuilder().setStringValue("-1").build()))
                .isEqualTo("`k` IN (-1, 18446744073709551615)");
    }

    @Test
    void otherNumbersAreOneNumber() {
        assertThat(number.condition(Column.newBuilder().setIntValue(7).build())).isEqualTo("`k` = 7");
        assertThat(number.condition(Column.newBuilder().setStringValue("-1.5").build()))
                .isEqualTo("`k` = -1.5");
    }
}
