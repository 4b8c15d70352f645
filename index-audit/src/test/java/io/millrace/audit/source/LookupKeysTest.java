package io.millrace.audit.source;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debezium.connector.mysql.MySqlConnectorConfig;
import io.debezium.relational.Column;
import io.debezium.relational.TableId;
import io.millrace.state.mysql.MySqlLogin;
import java.sql.Types;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookupKeysTest {
    private static final TableId TABLE = new TableId("shop", null, "orders");

    @ParameterizedTest
    @CsvSource({
        "time.precision.mode, connect, DATETIME, " + Types.TIMESTAMP + ", 6",
        "time.precision.mode, connect, DATETIME, " + Types.TIMESTAMP + ", 4",
        "time.precision.mode, connect, TIME, " + Types.TIME + ", 6",
        "binary.handling.mode, base64, BINARY, " + Types.BINARY + ", 16",
        "binary.handling.mode, base64-url-safe, VARBINARY, " + Types.VARBINARY + ", 16",
        "binary.handling.mode, hex, BLOB, " + Types.BLOB + ", 16",
        "decimal.handling.mode, double, DECIMAL, " + Types.DECIMAL + ", 16"
    })
    void aKeyThatASettingMakesInexactIsRefusedByName(
            String setting, String mode, String type, int jdbcType, int length) {
        assertThatThrownBy(() -> require(setting, mode, type, jdbcType, length))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining(setting + "=" + mode)
                .hasMessageContaining("shop.orders")
                .hasMessageContaining("placed (" + type + ")");
    }

    @ParameterizedTest
    @CsvSource({
        "time.precision.mode, connect, DATETIME, " + Types.TIMESTAMP + ", 3",
        "time.precision.mode, connect, DATETIME, " + Types.TIMESTAMP + ", -1",
        "time.precision.mode, connect, TIMESTAMP, " + Types.TIMESTAMP_WITH_TIMEZONE + ", 6",
        "time.precision.mode, connect, DATE, " + Types.DATE + ", -1",
        "time.precision.mode, isostring, DATETIME, " + Types.TIMESTAMP + ", 6",
        "time.precision.mode, adaptive_time_microseconds, TIME, " + Types.TIME + ", 6",
        "binary.handling.mode, bytes, BINARY, " + Types.BINARY + ", 16",
        "binary.handling.mode, base64, VARCHAR, " + Types.VARCHAR + ", 16",
        "binary.handling.mode, base64, BIT, " + Types.BIT + ", 8",
        "decimal.handling.mode, double, DECIMAL, " + Types.DECIMAL + ", 15",
        "decimal.handling.mode, string, DECIMAL, " + Types.DECIMAL + ", 65"
    })
    void anExactKeyIsNot(String setting, String mode, String type, int jdbcType, int length) {
        assertThatCode(() -> require(setting, mode, type, jdbcType, length)).doesNotThrowAnyException();
    }

    @Test
    void bitsOfMoreThanAByteAreRefused() {
        assertThatThrownBy(() -> require("binary.handling.mode", "bytes", "BIT", Types.BIT, 9))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("shop.orders")
                .hasMessageContaining("placed (BIT)");
    }

    private static void require(String setting, String mode, String type, int jdbcType, int length) {
        MySqlConnectorConfig config =
                new MySqlConnectorConfig(new SourceSettings(Map.of("topic.prefix", "mysql", setting, mode))
                        .with(new MySqlLogin("db", 3306, "auditor", "secret")));
        Column column = Column.editor()
                .name("placed")
                .type(type)
                .jdbcType(jdbcType)
                .length(length)
                .create();
        LookupKeys.requireExact(config, TABLE, column);
    }
}
