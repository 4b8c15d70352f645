package io.millrace.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.TextFormat;
import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.event.Column;
import io.millrace.event.Row;
import io.nats.client.Message;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Writes values of every CQL type to a real Cassandra and checks the columns of the events. */
class TypesIT {
    /** CQL type | literal | the event's column without its name. */
    private static final List<String> CASES = """
            boolean | true | type: BOOL bool_value: true
            boolean | false | type: BOOL bool_value: false
            boolean | null | type: BOOL
            tinyint | -128 | type: INT8 int_value: -128
            tinyint | null | type: INT8
            smallint | -32768 | type: INT16 int_value: -32768
            int | 2147483647 | type: INT32 int_value: 2147483647
            int | 0 | type: INT32 int_value: 0
            bigint | -9223372036854775808 | type: INT64 int_value: -9223372036854775808
            bigint | 9223372036854775807 | type: INT64 int_value: 9223372036854775807
            float | 3.5 | type: FLOAT float_value: 3.5
            float | NaN | type: FLOAT float_value: nan
            double | -1.0E308 | type: DOUBLE double_value: -1.0E308
            double | Infinity | type: DOUBLE double_value: inf
            varint | 0 | type: DECIMAL decimal_value { unscaled: "\\000" }
            varint | -1 | type: DECIMAL decimal_value { unscaled: "\\377" }
            varint | 340282366920938463463374607431768211456 | type: DECIMAL decimal_value { unscaled: "\\001\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000" }
            decimal | -12.50 | type: DECIMAL decimal_value { unscaled: "\\373\\036" scale: 2 }
            decimal | 1E+3 | type: DECIMAL decimal_value { unscaled: "\\001" scale: -3 }
            ascii | 'ascii' | type: STRING string_value: "ascii"
            text | 'Grüße, 世界 🎡' | type: TEXT string_value: "Grüße, 世界 🎡"
            text | '' | type: TEXT string_value: ""
            text | null | type: TEXT
            varchar | 'v' | type: TEXT string_value: "v"
            blob | 0x00ff | type: BYTES bytes_value: "\\000\\377"
            blob | 0x | type: BYTES bytes_value: ""
            uuid | 6fa459ea-ee8a-4ca4-894e-db77e160355e | type: UUID string_value: "6fa459ea-ee8a-4ca4-894e-db77e160355e"
            timeuuid | 6fa459ea-ee8a-11ca-894e-db77e160355e | type: UUID string_value: "6fa459ea-ee8a-11ca-894e-db77e160355e"
            inet | '192.0.2.1' | type: INET string_value: "192.0.2.1"
            inet | '2001:db8::1' | type: INET string_value: "2001:db8:0:0:0:0:0:1"
            date | '1969-12-31' | type: DATE int_value: -1
            date | '-5877641-06-23' | type: DATE int_value: -2147483648
            date | '9999-12-31' | type: DATE int_value: 2932896
            time | '00:00:00' | type: TIME_OF_DAY int_value: 0
            time | '23:59:59.999999999' | type: TIME_OF_DAY int_value: 86399999999999
            timestamp | '1969-12-31T23:59:59.999Z' | type: TIMESTAMP int_value: -1000
            timestamp | '2026-05-01T12:00:00.123Z' | type: TIMESTAMP int_value: 1777636800123000
            duration | 1y2mo3d4h5m6s7ms8us9ns | type: DURATION duration_value { months: 14 days: 3 nanoseconds: 14706007008009 }
            duration | -1mo2d3ns | type: DURATION duration_value { months: -1 days: -2 nanoseconds: -3 }
            list<int> | [3, 1, 3] | type: LIST list_value { elements { type: INT32 int_value: 3 } elements { type: INT32 int_value: 1 } elements { type: INT32 int_value: 3 } }
            list<int> | [] | type: LIST
            frozen<list<int>> | [] | type: LIST list_value { }
            frozen<list<frozen<list<text>>>> | [['a'], []] | type: LIST list_value { elements { type: LIST list_value { elements { type: TEXT string_value: "a" } } } elements { type: LIST list_value { } } }
            set<text> | {'b', 'a'} | type: LIST list_value { elements { type: TEXT string_value: "a" } elements { type: TEXT string_value: "b" } }
            map<text, bigint> | {'one': 1} | type: MAP map_value { entries { key { type: TEXT string_value: "one" } value { type: INT64 int_value: 1 } } }
            map<int, frozen<map<text, frozen<set<inet>>>>> | {1: {'x': {'192.0.2.1'}}} | type: MAP map_value { entries { key { type: INT32 int_value: 1 } value { type: MAP map_value { entries { key { type: TEXT string_value: "x" } value { type: LIST list_value { elements { type: INET string_value: "192.0.2.1" } } } } } } } }
            tuple<int, text, duration> | (1, null, 2d) | type: STRUCT struct_value { columns { name: "0" type: INT32 int_value: 1 } columns { name: "1" type: TEXT } columns { name: "2" type: DURATION duration_value { days: 2 } } }
            person | {name: 'Ada', born: 1815} | type: STRUCT struct_value { columns { name: "name" type: TEXT string_value: "Ada" } columns { name: "born" type: INT32 int_value: 1815 } columns { name: "Seen At" type: LIST } }
            frozen<person> | {name: 'Ada', "Seen At": [('x', 1.5)]} | type: STRUCT struct_value { columns { name: "name" type: TEXT string_value: "Ada" } columns { name: "born" type: INT32 } columns { name: "Seen At" type: LIST list_value { elements { type: STRUCT struct_value { columns { name: "0" type: STRING string_value: "x" } columns { name: "1" type: DOUBLE double_value: 1.5 } } } } } }
            map<text, frozen<person>> | {'a': {name: 'Ada'}} | type: MAP map_value { entries { key { type: TEXT string_value: "a" } value { type: STRUCT struct_value { columns { name: "name" type: TEXT string_value: "Ada" } columns { name: "born" type: INT32 } columns { name: "Seen At" type: LIST } } } } }
            vector<float, 3> | [1, -2.5, 0] | type: FLOAT_VECTOR vector_value { values: 1 values: -2.5 values: 0 }
            vector<float, 3> | null | type: FLOAT_VECTOR size: 3
            vector<int, 2> | [1, -1] | type: LIST list_value { elements { type: INT32 int_value: 1 } elements { type: INT32 int_value: -1 } }
            vector<text, 2> | ['', 'ab'] | type: LIST list_value { elements { type: TEXT string_value: "" } elements { type: TEXT string_value: "ab" } }
            vector<smallint, 2> | [1, -1] | type: LIST list_value { elements { type: INT16 int_value: 1 } elements { type: INT16 int_value: -1 } }
            """.lines().toList();

    private static CqlSession session;

    @TempDir
    private Path directory;

    @BeforeAll
    static void createKeyspace() {
        session = Servers.session();
        session.execute(
                "CREATE KEYSPACE types WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        session.execute(
                "CREATE TYPE types.person (name text, born int, \"Seen At\" frozen<list<frozen<tuple<ascii, double>>>>)");
    }

    @AfterAll
    static void dropKeyspace() {
        session.execute("DROP KEYSPACE types");
        session.close();
    }

    @TestFactory
    List<DynamicTest> everyTypeKeepsItsValues() throws Exception {
        StringBuilder columns = new StringBuilder("CREATE TABLE types.every (id int PRIMARY KEY");
        StringBuilder names = new StringBuilder("id");
        StringBuilder values = new StringBuilder("1");
        for (int i = 0; i < CASES.size(); i++) {
            String[] parts = parts(i);
            columns.append(", ").append(name(i)).append(' ').append(parts[0].replace("person", "types.person"));
            names.append(", ").append(name(i));
            values.append(", ").append(parts[1]);
        }
        session.execute(columns.append(')').toString());
        session.execute("INSERT INTO types.every (" + names + ") VALUES (" + values + ")");
        ChangeEvent event = onlyEvent("types-every", "types.every");
        Map<String, Column> byName = event.getAfter().getColumnsList().stream()
                .collect(Collectors.toMap(Column::getName, Function.identity()));
        return java.util.stream.IntStream.range(0, CASES.size())
                .mapToObj(i -> DynamicTest.dynamicTest(parts(i)[0] + " " + parts(i)[1], () -> {
                    Column.Builder expected = Column.newBuilder();
                    TextFormat.merge(parts(i)[2], expected);
                    assertThat(byName.get(name(i)))
                            .isEqualTo(expected.setName(name(i)).build());
                }))
                .toList();
    }

    @Test
    void theKeyHasItsColumnsInOrderAndTextAsStrings() throws Exception {
        session.execute("CREATE TABLE types.keyed (c timeuuid, \"B b\" text, a text, z int STATIC, v text, d decimal,"
                + " PRIMARY KEY ((\"B b\", a), c, d)) WITH CLUSTERING ORDER BY (c DESC, d ASC)");
        session.execute("INSERT INTO types.keyed (c, \"B b\", a, z, v, d) VALUES"
                + " (6fa459ea-ee8a-11ca-894e-db77e160355e, 'b', 'a', 7, 'text', 1.50)");

        ChangeEvent event = onlyEvent("types-keyed", "types.keyed");

        assertThat(event.getKey()).isEqualTo(row("""
                columns { name: "B b" type: STRING string_value: "b" }
                columns { name: "a" type: STRING string_value: "a" }
                columns { name: "c" type: UUID string_value: "6fa459ea-ee8a-11ca-894e-db77e160355e" }
                columns { name: "d" type: DECIMAL decimal_value { unscaled: "\\000\\226" scale: 2 } }
                """));
        assertThat(event.getAfter()).isEqualTo(row(TextFormat.printer().printToString(event.getKey()) + """
                columns { name: "v" type: TEXT string_value: "text" }
                columns { name: "z" type: INT32 int_value: 7 }
                """));
    }

    @Test
    void aPartitionOfStaticColumnsOnlyHasNoRow() throws Exception {
        session.execute("CREATE TABLE types.statics (p int, c int, s text STATIC, PRIMARY KEY (p, c))");
        session.execute("INSERT INTO types.statics (p, s) VALUES (1, 'no row')");
        session.execute("INSERT INTO types.statics (p, s) VALUES (2, 'shared')");
        session.execute("INSERT INTO types.statics (p, c) VALUES (2, 20)");

        ChangeEvent event = onlyEvent("types-statics", "types.statics");

        assertThat(event.getAfter()).isEqualTo(row("""
                columns { name: "p" type: INT32 int_value: 2 }
                columns { name: "c" type: INT32 int_value: 20 }
                columns { name: "s" type: TEXT string_value: "shared" }
                """));
    }

    @Test
    void countersAreNumbers() throws Exception {
        session.execute("CREATE TABLE types.counters (id ascii PRIMARY KEY, hits counter)");
        session.execute("UPDATE types.counters SET hits = hits - 3 WHERE id = 'a'");

        ChangeEvent event = onlyEvent("types-counters", "types.counters");

        assertThat(event.getAfter()).isEqualTo(row("""
                columns { name: "id" type: STRING string_value: "a" }
                columns { name: "hits" type: INT64 int_value: -3 }
                """));
    }

    private ChangeEvent onlyEvent(String source, String table) throws Exception {
        try (Job job = new Job(source, table, directory)) {
            Job.Result result = job.run();
            assertThat(result.exitCode()).as(result.err()).isZero();
            List<Message> messages = job.messages();
            assertThat(messages).hasSize(1);
            byte[] bytes = messages.get(0).getData();
            ChangeEvent event = ChangeEvents.parse(bytes);
            assertThat(bytes)
                    .as("identical to what the generated classes write")
                    .isEqualTo(ChangeEvents.serialize(event));
            return event;
        }
    }

    private static Row row(String text) throws TextFormat.ParseException {
        Row.Builder row = Row.newBuilder();
        TextFormat.merge(text, row);
        return row.build();
    }

    private static String[] parts(int i) {
        return CASES.get(i).split(" \\| ");
    }

    private static String name(int i) {
        return "c%03d".formatted(i);
    }
}
