package io.millrace.audit.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.audit.ColumnDifference;
import io.millrace.audit.FakeIndex;
import io.millrace.audit.index.IndexDocument;
import io.millrace.audit.index.IndexTable;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Operation;
import io.millrace.event.Row;
import io.millrace.event.RowBuilder;
import io.millrace.event.Type;
import io.millrace.manticore.mapping.MappedDocument;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server answers for what was sent is equal to it, and to nothing for which it would answer otherwise. */
final class DocumentComparisonTest {
    private static final int ROWS = 300;
    private static final Map<String, BiConsumer<Random, RowBuilder>> COLUMNS = Map.ofEntries(
            Map.entry("t", (random, row) -> row.text("t", text(random))),
            Map.entry("s", (random, row) -> row.string("s", text(random))),
            Map.entry("si", (random, row) -> row.string("si", text(random))),
            Map.entry("u", (random, row) -> row.uint32("u", random.nextLong(1L << (1 + random.nextInt(32))))),
            Map.entry("b", (random, row) -> row.int64("b", random.nextLong() >> random.nextInt(64))),
            Map.entry("f", (random, row) -> row.float64("f", number(random))),
            Map.entry("o", (random, row) -> row.bool("o", random.nextBoolean())),
            Map.entry(
                    "ts",
                    (random, row) -> row.timestamp("ts", Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L)))),
            Map.entry("j", (random, row) -> row.json("j", json(random, 3))),
            Map.entry("m", (random, row) -> row.list("m", Type.UINT32, numbers(random, 0, 1L << 32))),
            Map.entry(
                    "m64",
                    (random, row) -> row.list("m64", Type.INT64, numbers(random, Long.MIN_VALUE, Long.MAX_VALUE))),
            Map.entry(
                    "v",
                    (random, row) ->
                            row.vector("v", (float) number(random), (float) number(random), (float) number(random))));

    private FakeIndex index;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        index = new FakeIndex(directory);
        index.sql(
                "CREATE TABLE items (t text, s string attribute, si string attribute indexed, u uint, b bigint, f float,"
                        + " o bool, ts timestamp, j json, m multi, m64 multi64,"
                        + " v float_vector knn_type='hnsw' knn_dims='3' hnsw_similarity='l2',"
                        + " row_key string attribute, event_id bigint)");
    }

    @AfterEach
    void stop() throws Exception {
        index.close();
    }

    @Test
    void twoDocumentsDifferWhereTheirAnswersDo() throws Exception {
        long seed = System.nanoTime();
        System.out.println("DocumentComparisonTest: seed " + seed);
        Random random = new Random(seed);
        List<MappedDocument> sent = new ArrayList<>();
        for (int id = 1; id <= ROWS; id++) {
            sent.add(index.write(event(id, random), id));
        }
        IndexTable table = table();
        List<IndexDocument> answered = table
                .find(LongStream.rangeClosed(1, ROWS).boxed().toList())
                .stream()
                .sorted(Comparator.comparing(IndexDocument::id))
                .toList();
        assertThat(answered).hasSize(ROWS);
        DocumentComparison comparison = new DocumentComparison(table);
        for (int id = 1; id <= ROWS; id++) {
            IndexDocument own = answered.get(id - 1);
            assertThat(comparison.compare(sent.get(id - 1), own)).isEmpty();
            for (int other = 1; other <= ROWS; other += 7) {
                IndexDocument found = answered.get(other - 1);
                assertThat(comparison.compare(sent.get(id - 1), found))
                        .extracting(ColumnDifference::column)
                        .containsExactlyInAnyOrderElementsOf(COLUMNS.keySet().stream()
                                .filter(column -> !answer(own, table, column).equals(answer(found, table, column)))
                                .toList());
            }
        }
    }

    @Test
    void aNullIsWhatTheServerAnswersWhereNothingWasSent() throws Exception {
        RowBuilder row = RowBuilder.of();
        Map.of("t", Type.TEXT, "u", Type.UINT32, "b", Type.INT64, "f", Type.DOUBLE, "o", Type.BOOL, "j", Type.JSON)
                .forEach(row::nullOf);
        Map.of("s", Type.STRING, "ts", Type.TIMESTAMP, "m", Type.LIST, "v", Type.FLOAT_VECTOR)
                .forEach(row::nullOf);
        ChangeEvent nulls = event(1, row.build());
        index.write(nulls, 1);
        index.write(event(2, Row.getDefaultInstance()), 1);
        IndexTable table = table();
        for (IndexDocument document : table.find(List.of(1L, 2L))) {
            assertThat(new DocumentComparison(table).compare(index.mapper().map(nulls), document))
                    .isEmpty();
        }
    }

    /** As a real server was recorded to answer. */
    @ParameterizedTest
    @CsvSource({
        "19.99,19.990000",
        "12345678.9,12345679.000000",
        "0.1,0.100000",
        "1.0E-7,0.00000010",
        "1.0E-10,0.00000000",
        "1.0E38,99999996802856924650656260769173209088.000000",
        "-0.5,-0.500000",
        "16777217,16777216.000000"
    })
    void aFloatIsPrinted(String number, String printed) {
        assertThat(PrintedFloat.isPrinted(number, printed)).isTrue();
        assertThat(PrintedFloat.of(Float.parseFloat(number))).isEqualTo(printed);
        assertThat(PrintedFloat.isPrinted(number, printed.replaceFirst("[1-9]", "7") + "1"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "inf", "nan", "x", "1.0"})
    void aFloatIsNotPrintedAsAnotherOne(String printed) {
        assertThat(PrintedFloat.isPrinted("1.5", printed)).isFalse();
    }

    /** As a real server was recorded to answer. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":{\"b\":[1,{\"c\":null}]},\"d\":1.5,\"e\":\"s\"} | {\"a\":{\"b\":[1,{\"c\":null}]},\"d\":1.500000,\"e\":\"s\"}",
                "{\"n\":9223372036854775807} | {\"n\":9223372036854775807}",
                "{\"n\":9.223372036854775808E18} | {\"n\":9223372036854775808.000000}",
                "{\"n\":1e-9} | {\"n\":0.000000}",
                "{\"n\":1.23456789012345} | {\"n\":1.234568}",
                "{\"n\":1.0} | {\"n\":1}",
                "null | ''",
                "null | null",
                "[1,2.5] | [1,2.500000]",
                "{\"b\":1,\"a\":2} | {\"a\":2,\"b\":1}"
            })
    void jsonIsPrinted(String json, String printed) {
        assertThat(PrintedJson.isPrinted(json, printed)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"n\":9223372036854775807} | {\"n\":9223372036854775806}",
                "{\"n\":1} | {\"n\":\"1\"}",
                "{\"n\":1} | {\"n\":1,\"m\":2}",
                "{\"n\":1,\"m\":2} | {\"n\":1}",
                "{\"n\":null} | {\"m\":null}",
                "[1,2] | [2,1]",
                "[] | {}",
                "[] | ''",
                "null | []",
                "{\"n\":true} | {\"n\":1}",
                "{\"n\":1} | broken"
            })
    void otherJsonIsNot(String json, String printed) {
        assertThat(PrintedJson.isPrinted(json, printed)).isFalse();
    }

    /** Zero, and what is so small that it is printed as zero, are the same. */
    private static String answer(IndexDocument document, IndexTable table, String column) {
        String value = document.value(table.position(column));
        return column.equals("f") || column.equals("v") ? value.replaceAll("(?<!\\d)0\\.0+(?!\\d)", "0") : value;
    }

    private IndexTable table() {
        return IndexTable.open(index.client(), index.catalog().find("items").orElseThrow());
    }

    private static ChangeEvent event(long id, Random random) {
        RowBuilder row = RowBuilder.of();
        COLUMNS.values().forEach(column -> column.accept(random, row));
        return event(id, row.build());
    }

    private static ChangeEvent event(long id, Row row) {
        Row key = RowBuilder.of().int64("id", id).build();
        return ChangeEvent.newBuilder()
                .setOperation(Operation.SNAPSHOT)
                .setKey(key)
                .setAfter(key.toBuilder().addAllColumns(row.getColumnsList()))
                .build();
    }

    /** Few of each, so that some are equal. */
    private static String text(Random random) {
        String[] texts = {
            "",
            " ",
            "a",
            "A",
            "a ",
            "ä",
            "0",
            "null",
            "\"quoted\"",
            "back\\slash",
            "line\nbreak",
            "tab\t",
            "東京",
            "🌊",
            "o'clock"
        };
        return texts[random.nextInt(texts.length)];
    }

    private static double number(Random random) {
        double[] numbers = {0, 1, 0.1, 19.99, 1e-7, 1e-10, 2e-10, 1e38, -1e38, 12345678.9, 12345679, 1.00000005, 1e-45};
        return random.nextBoolean()
                ? numbers[random.nextInt(numbers.length)]
                : random.nextGaussian() * Math.pow(10, random.nextInt(-12, 30));
    }

    private static List<Long> numbers(Random random, long least, long above) {
        return random.longs(random.nextInt(4), 0, 5)
                .map(choice -> choice == 0 ? least : choice == 1 ? above - 2 : choice)
                .boxed()
                .toList();
    }

    private static String json(Random random, int depth) {
        return switch (random.nextInt(depth == 3 ? 2 : depth == 0 ? 6 : 8) + (depth == 3 ? 6 : 0)) {
            case 0 -> Long.toString(random.nextLong() >> random.nextInt(64));
            case 1 -> Double.toString(random.nextGaussian());
            case 2 -> Boolean.toString(random.nextBoolean());
            case 3 -> "null";
            case 4 -> "\"a\"";
            case 5 -> "1.5";
            case 6 -> "[" + json(random, depth - 1) + ", " + json(random, depth - 1) + "]";
            default -> "{\"a\": " + json(random, depth - 1) + ", \"b\": " + json(random, depth - 1) + "}";
        };
    }
}
