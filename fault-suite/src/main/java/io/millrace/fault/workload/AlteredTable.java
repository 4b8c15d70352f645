package io.millrace.fault.workload;

import io.millrace.fault.workload.TableShape.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;

/** A table whose columns are added, widened, renamed, redefined and dropped while it is written. */
final class AlteredTable {
    static final String NAME = "altered";

    private static final int MOST_COLUMNS = 4;
    private static final String ADDED = "added_";

    /** What is added; of the existing rows MySQL fills in the second and the third without an event. */
    private static final List<String> DEFINITIONS =
            List.of("INT", "INT NOT NULL DEFAULT 7", "VARCHAR(20) NOT NULL", "DATE");

    /** Of the column "amount": the same values fit all of them, and so does its column in Manticore. */
    private static final List<String> AMOUNTS = List.of("INT", "BIGINT", "MEDIUMINT NOT NULL", "SMALLINT");

    /** Of the column "code", which is a text in Manticore. */
    private static final List<String> CODES = List.of("VARCHAR(20)", "VARCHAR(300)", "INT", "TEXT", "CHAR(30)");

    private AlteredTable() {}

    /** As it is at first. */
    static TableShape atFirst() {
        return new TableShape(
                NAME,
                TableShapes.number("INT"),
                List.of(
                        new Column("title", "VARCHAR(40)", value("varchar")),
                        new Column("amount", "INT", value("int")),
                        new Column("code", "VARCHAR(20)", random -> random.nextInt(1000))),
                false);
    }

    /** As it is now. It may be another a moment later. */
    static TableShape now(Connection connection) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = DATABASE()"
                        + " AND table_name = ? AND column_name <> 'id' ORDER BY ordinal_position")) {
            statement.setString(1, NAME);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    columns.add(column(row.getString(1), row.getString(2)));
                }
            }
        }
        return new TableShape(NAME, TableShapes.number("INT"), columns, false);
    }

    private static Column column(String name, String type) {
        return new Column(name, type, name.equals("code") ? random -> random.nextInt(1000) : value(type));
    }

    private static Function<Random, Object> value(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "varchar" -> random -> "word" + random.nextInt(1000);
            case "date" -> random -> "2024-0%d-1%d".formatted(1 + random.nextInt(9), random.nextInt(10));
            default -> random -> random.nextInt(-1000, 1000);
        };
    }

    /** Alters it, which commits. */
    static void alter(Connection connection, Random random) throws SQLException {
        List<String> added = now(connection).columns().stream()
                .map(Column::name)
                .filter(name -> name.startsWith(ADDED))
                .toList();
        String name = ADDED + random.nextInt(1_000_000);
        String change = switch (random.nextInt(5)) {
            case 0 -> "MODIFY amount " + oneOf(AMOUNTS, random);
            case 1 -> "MODIFY code " + oneOf(CODES, random);
            case 2 -> added.isEmpty() ? add(name, random) : "RENAME COLUMN " + oneOf(added, random) + " TO " + name;
            default -> added.size() < MOST_COLUMNS ? add(name, random) : "DROP COLUMN " + oneOf(added, random);
        };
        try (Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE " + NAME + " " + change);
        }
    }

    private static String add(String name, Random random) {
        return "ADD COLUMN " + name + " " + oneOf(DEFINITIONS, random)
                + oneOf(List.of("", " FIRST", " AFTER title"), random);
    }

    private static String oneOf(List<String> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
