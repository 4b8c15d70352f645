package io.millrace.fault.workload;

import io.millrace.fault.pipeline.Setup;
import io.millrace.fault.workload.TableShape.Column;
import io.millrace.fault.workload.TableShape.Key;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The tables of the workload: narrow and wide, with much text, with keys of one number, of several columns, of text. */
final class TableShapes {
    private static final List<String> WORDS =
            Stream.concat(SampleWords.ALL.stream(), Stream.of("%", "")).toList();

    private static final int TRUNCATED_ONE_IN = 10;

    private TableShapes() {}

    /** All but the one that is altered. */
    static List<TableShape> all(Setup setup) {
        List<TableShape> shapes = new ArrayList<>(List.of(
                narrow("narrow", false),
                narrow("emptied", true),
                narrow(KeyAlterations.TABLE, false),
                wide(),
                texts(),
                lines(),
                products()));
        if (setup.allTables()) {
            shapes.addAll(List.of(narrow(Workload.HARMED_TABLE, false), files(), columns()));
        }
        for (int number = 0; number < setup.smallTables(); number++) {
            shapes.add(narrow("small_" + number, number % TRUNCATED_ONE_IN == 0));
        }
        return List.copyOf(shapes);
    }

    private static TableShape narrow(String name, boolean truncated) {
        return new TableShape(
                name,
                number("INT"),
                List.of(new Column("version", "INT", Random::nextInt), new Column("title", "VARCHAR(40)", text(2))),
                truncated);
    }

    private static TableShape wide() {
        return new TableShape(
                "wide",
                number("BIGINT UNSIGNED"),
                List.of(
                        new Column(
                                "name",
                                "VARCHAR(80) CHARACTER SET latin1",
                                orNull(random -> "Zoë " + random.nextInt())),
                        new Column("status", "ENUM('new','active','dormant') NOT NULL", status()),
                        new Column("balance", "DECIMAL(14,4) NOT NULL", TableShapes::decimal),
                        new Column("rating", "FLOAT", orNull(random -> random.nextInt(-800, 800) / 8f)),
                        new Column("weight", "DOUBLE", orNull(Random::nextGaussian)),
                        new Column("vip", "TINYINT NOT NULL", random -> random.nextInt(-128, 128)),
                        new Column(
                                "born",
                                "DATE",
                                orNull(random -> "19%d-0%d-1%d"
                                        .formatted(
                                                70 + random.nextInt(30), 1 + random.nextInt(9), random.nextInt(10)))),
                        new Column(
                                "seen_at",
                                "DATETIME(3)",
                                orNull(random -> "20%02d-12-31 23:59:%02d.%03d"
                                        .formatted(random.nextInt(38), random.nextInt(60), random.nextInt(1000)))),
                        new Column(
                                "changed_at",
                                "TIMESTAMP(6) NULL",
                                orNull(random -> "2024-02-29 12:00:%02d.%06d"
                                        .formatted(random.nextInt(60), random.nextInt(1_000_000)))),
                        new Column("visits", "INT UNSIGNED NOT NULL", random -> random.nextLong(1L << 32)),
                        new Column("launched", "YEAR", orNull(random -> 1901 + random.nextInt(255))),
                        new Column(
                                "preferences",
                                "JSON",
                                orNull(random -> "{\"theme\":\"%s\",\"sizes\":[1,2.5,null],\"n\":%d}"
                                        .formatted(random.nextInt(), random.nextLong()))),
                        new Column("notes", "TEXT", orNull(text(30)))),
                false);
    }

    private static TableShape texts() {
        return new TableShape(
                "texts",
                number("BIGINT"),
                List.of(
                        new Column("title", "VARCHAR(200) NOT NULL", text(6)),
                        new Column(
                                "body",
                                "MEDIUMTEXT",
                                orNull(random -> text(1 + random.nextInt(4000)).apply(random)))),
                false);
    }

    private static TableShape lines() {
        Column none = new Column("order_id", "BIGINT UNSIGNED NOT NULL", random -> 0);
        return new TableShape(
                "lines_of_orders",
                new Key(
                        List.of(none, new Column("line_no", "SMALLINT UNSIGNED NOT NULL", random -> 0)),
                        number -> List.of(Long.MAX_VALUE - number / 5, number % 5)),
                List.of(
                        new Column("quantity", "INT NOT NULL", Random::nextInt),
                        new Column("note", "VARCHAR(200)", orNull(text(6)))),
                true);
    }

    private static TableShape products() {
        return new TableShape(
                "products",
                new Key(
                        List.of(new Column("sku", "VARCHAR(40) NOT NULL", random -> "")),
                        number -> List.of("sku-" + number + " " + WORDS.get(number % WORDS.size()) + "!")),
                List.of(
                        new Column("title", "VARCHAR(200) NOT NULL", text(4)),
                        new Column(
                                "price",
                                "DECIMAL(10,2) NOT NULL",
                                random -> BigDecimal.valueOf(random.nextInt(1_000_000), 2)),
                        new Column("stock", "MEDIUMINT NOT NULL", random -> random.nextInt(-8_388_608, 8_388_607))),
                false);
    }

    /** With a binary key, in which zero bytes and bytes that are no letters count. */
    private static TableShape files() {
        return new TableShape(
                "files",
                new Key(
                        List.of(new Column("digest", "VARBINARY(16)", random -> "")),
                        number -> List.of(new byte[] {(byte) number, (byte) (number % 3), (byte) 0xff, 0})),
                List.of(
                        new Column("title", "VARCHAR(80) NOT NULL", text(3)),
                        new Column("size", "BIGINT", Random::nextLong)),
                false);
    }

    private static TableShape columns() {
        return new TableShape(
                "columns_200",
                number("INT"),
                IntStream.range(1, 200)
                        .mapToObj(number -> number % 4 == 0
                                ? new Column("text_" + number, "VARCHAR(30)", orNull(text(2)))
                                : new Column("number_" + number, "INT", orNull(Random::nextInt)))
                        .toList(),
                false);
    }

    static Key number(String type) {
        return new Key(List.of(new Column("id", type, random -> 0)), number -> List.of(1 + number));
    }

    private static Function<Random, Object> status() {
        return random -> List.of("new", "active", "dormant").get(random.nextInt(3));
    }

    private static BigDecimal decimal(Random random) {
        return BigDecimal.valueOf(random.nextLong(-100_000_000_000_000L, 100_000_000_000_000L), 4);
    }

    private static Function<Random, Object> text(int words) {
        return random -> {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < words; i++) {
                text.append(i == 0 ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
            }
            return text.toString();
        };
    }

    /** A value, or NULL one time in eight. */
    private static Function<Random, Object> orNull(Function<Random, Object> value) {
        return random -> random.nextInt(8) == 0 ? Null.NULL : value.apply(random);
    }

    /** For null, which no collection takes. */
    enum Null {
        NULL
    }
}
