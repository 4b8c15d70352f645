package io.millrace.manticore.registry;

import static io.millrace.manticore.Events.column;
import static io.millrace.manticore.Events.int64;
import static io.millrace.manticore.Events.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.Row;
import io.millrace.event.Type;
import io.millrace.manticore.registry.KeyHistory.Verdict;
import io.millrace.nats.FormerKey;
import io.millrace.nats.TableEntry;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Cases A3 and A4: the table's key was (id), and (old) before that; column v was beside it. */
final class KeyHistoryTest {
    private static final Column V = int64("v", 1);

    static Stream<Arguments> events() {
        return Stream.of(
                Arguments.of("the same", Verdict.SAME, row(List.of(int64("id", 1)), V)),
                Arguments.of("a wider type", Verdict.SAME, row(List.of(uint("id")), V)),
                Arguments.of("another column of another type", Verdict.REDEFINED, row(List.of(string("code", "a")), V)),
                Arguments.of("the same column as text", Verdict.REDEFINED, row(List.of(string("id", "1")), V)),
                Arguments.of("one more column", Verdict.REDEFINED, row(List.of(int64("id", 1), int64("n", 1)), V)),
                Arguments.of("renamed", Verdict.RENAMED, row(List.of(int64("number", 1)), V)),
                Arguments.of(
                        "the old one is still there", Verdict.REDEFINED, row(List.of(int64("n", 1)), int64("id", 1))),
                Arguments.of("the new one was there before", Verdict.REDEFINED, row(List.of(V))),
                Arguments.of("from before a renaming", Verdict.FORMER, row(List.of(int64("old", 1)), V)),
                Arguments.of(
                        "a new column of an old name",
                        Verdict.REDEFINED,
                        row(List.of(int64("old", 1)), int64("id", 1))),
                Arguments.of("a deletion from before", Verdict.FORMER, deletion(int64("old", 1))),
                Arguments.of("a deletion by another name", Verdict.UNCLEAR, deletion(int64("n", 1))),
                Arguments.of("a deletion by another kind", Verdict.REDEFINED, deletion(string("n", "1"))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("events")
    void aRedefinedKeyIsToldFromARenamedOne(String name, Verdict verdict, ChangeEvent event) {
        TableEntry entry = TableEntry.newBuilder()
                .addAllKey(
                        KeyShape.of(Row.newBuilder().addColumns(int64("id", 1)).build())
                                .columns())
                .addFormerKey(FormerKey.newBuilder().addName("old"))
                .build();

        assertThat(new KeyHistory(entry).judge(event, Set.of("v", "old")::contains))
                .isEqualTo(verdict);
    }

    private static ChangeEvent row(List<Column> key, Column... others) {
        return ChangeEvent.newBuilder()
                .setKey(Row.newBuilder().addAllColumns(key))
                .setAfter(Row.newBuilder().addAllColumns(key).addAllColumns(List.of(others)))
                .build();
    }

    private static ChangeEvent deletion(Column key) {
        return ChangeEvent.newBuilder().setKey(Row.newBuilder().addColumns(key)).build();
    }

    private static Column uint(String name) {
        return column(name, Type.UINT64).setUintValue(1).build();
    }
}
