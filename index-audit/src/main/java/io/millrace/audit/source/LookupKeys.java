package io.millrace.audit.source;

import io.debezium.config.CommonConnectorConfig.BinaryHandlingMode;
import io.debezium.connector.mysql.MySqlConnectorConfig;
import io.debezium.jdbc.JdbcValueConverters.DecimalMode;
import io.debezium.jdbc.TemporalPrecisionMode;
import io.debezium.relational.Column;
import io.debezium.relational.TableId;
import java.sql.Types;

/**
 * Rows are looked up by the keys that are in the index. Refuses a key that the source connector or its settings make
 * inexact: a row that cannot be found would look like one that does not exist, and its document like one to delete.
 */
final class LookupKeys {
    private static final int DIGITS_OF_MILLISECONDS = 3;
    private static final int EXACT_DIGITS_OF_DOUBLE = 15;
    private static final int BITS_OF_A_BYTE = 8;

    private LookupKeys() {}

    /** @throws UnreadableSourceException if the events' keys do not have the exact values of this column of the key */
    static void requireExact(MySqlConnectorConfig config, TableId table, Column column) {
        switch (column.jdbcType()) {
            case Types.TIME, Types.TIMESTAMP -> {
                if (config.getTemporalPrecisionMode() == TemporalPrecisionMode.CONNECT
                        && column.length() > DIGITS_OF_MILLISECONDS) {
                    throw refused(table, column, "time.precision.mode=connect", "adaptive_time_microseconds");
                }
            }
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> {
                if (config.binaryHandlingMode() != BinaryHandlingMode.BYTES) {
                    String mode = config.binaryHandlingMode().getValue();
                    throw refused(table, column, "binary.handling.mode=" + mode, "bytes");
                }
            }
            case Types.DECIMAL, Types.NUMERIC -> {
                if (config.getDecimalMode() == DecimalMode.DOUBLE && column.length() > EXACT_DIGITS_OF_DOUBLE) {
                    throw refused(table, column, "decimal.handling.mode=double", "precise");
                }
            }
            case Types.BIT -> {
                // Debezium puts them in order in place, once for the key and again for the row, which are one array.
                if (column.length() > BITS_OF_A_BYTE) {
                    throw new UnreadableSourceException(
                            "Rows of table " + table + " cannot be looked up by the keys that are"
                                    + " in the index: from a snapshot, Debezium delivers the bytes of a key column such as "
                                    + column.name() + " (" + column.typeExpression()
                                    + ") in reverse. ALTER TABLE … MODIFY it to"
                                    + " BIGINT UNSIGNED, rebuild the table, and audit it then");
                }
            }
            default -> {}
        }
    }

    private static UnreadableSourceException refused(TableId table, Column column, String setting, String remedy) {
        return new UnreadableSourceException("With the source connector's " + setting + ", rows of table " + table
                + " cannot be looked up by the keys that are in the index: these do not have the exact value of "
                + column.name() + " (" + column.typeExpression() + "). Set it to " + remedy
                + " and take a new snapshot to audit the table");
    }
}
