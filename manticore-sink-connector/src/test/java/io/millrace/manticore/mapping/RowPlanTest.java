package io.millrace.manticore.mapping;

import static io.millrace.manticore.Events.column;
import static io.millrace.manticore.Events.insert;
import static io.millrace.manticore.Events.int64;
import static io.millrace.manticore.Events.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.event.Column;
import io.millrace.event.Decimals;
import io.millrace.event.SourceTable;
import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.encoding.UnfitValueException;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.NullHandling;
import io.millrace.manticore.rules.SchemaEvolution;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An event that is written while it is read becomes what it becomes when it is parsed. */
final class RowPlanTest {
    private static final long SEED = System.nanoTime();
    private static final SourceTable SOURCE = new SourceTable("test", "shop", "products");
    private static final String SUBJECT = "cdc.test.shop.products.0";
    private static final List<String> TEXTS =
            List.of("", "two\n\"lines\"", "Grüße aus 東京", "a\0b", "\uD83D\uDE00", "oak table", "back\\slash");

    private final Random random = new Random(SEED);
    private final PlannedTables tables = new PlannedTables(new NoTables());
    private final MappingRules rules = MappingRules.defaults(SchemaEvolution.BASIC, NullHandling.DEFAULT);

    @ParameterizedTest
    @ValueSource(strings = {"application", "mysql"})
    void eachEventOfTheSameColumnsIsWrittenAsIfItWereParsed(String connector) throws UnfitValueException {
        RowPlan plan = plan(of(connector, event()));
        int planned = 0;
        for (int i = 0; i < 2_000; i++) {
            byte[] event = ChangeEvents.serialize(of(connector, event()));
            planned += assertAlike(plan, event) ? 1 : 0;
        }
        // A decimal of MySQL without a fraction, among those with one, is a change of the column.
        assertThat(planned).as("seed %d", SEED).isGreaterThan(connector.equals("mysql") ? 50 : 1_900);
    }

    @Test
    void damagedEventIsWrittenOnlyIfItCanBeParsed() throws UnfitValueException {
        RowPlan plan = plan(event());
        for (int i = 0; i < 20_000; i++) {
            byte[] event = ChangeEvents.serialize(event());
            // Nothing is read from the rest of the source, such as the binlog position.
            int from = 2 + random.nextInt(event.length - 2);
            byte[] damaged = event.clone();
            if (random.nextInt(3) == 0) {
                damaged[from] = (byte) random.nextInt(256);
            } else {
                damaged[from] ^= (byte) (1 << random.nextInt(8));
            }
            assertAlike(plan, damaged);
            assertAlike(plan, Arrays.copyOf(event, from));
        }
    }

    @Test
    void keyThatIsOneColumnIsReadAsIfItWereParsed() throws UnfitValueException {
        List<List<Column>> keys = List.of(
                List.of(int64("signed", 7), int64("signed", Long.MAX_VALUE), int64("signed", 0), int64("signed", -7)),
                List.of(uint64(7), uint64(Long.MAX_VALUE), uint64(-1), uint64(0)),
                List.of(column("bit", Type.BITS).setUintValue(7).build()),
                List.of(column("year", Type.YEAR).setIntValue(2026).build()),
                List.of(bool(true), bool(false)),
                List.of(column("name", Type.STRING).setStringValue("7").build()),
                List.of(column("day", Type.DATE).setIntValue(7).build()));
        for (List<Column> values : keys) {
            RowPlan plan = plan(insert(1, values.get(0)));
            for (Column value : values) {
                assertThat(assertAlike(plan, ChangeEvents.serialize(insert(2, value))))
                        .as("%s", value)
                        .isTrue();
            }
            ChangeEvent event = insert(3, values.get(0));
            ChangeEvent of2 = event.toBuilder()
                    .setKey(event.getKey().toBuilder().addColumns(int64("more", 1)))
                    .build();
            assertThat(change(plan, of2)).isEmpty();
        }
    }

    private static Column uint64(long value) {
        return column("unsigned", Type.UINT64).setUintValue(value).build();
    }

    private static Column bool(boolean value) {
        return column("flag", Type.BOOL).setBoolValue(value).build();
    }

    @Test
    void eventWithMoreThanARowIsParsed() throws UnfitValueException {
        ChangeEvent event = event();
        RowPlan plan = plan(event);

        assertThat(change(plan, event)).isPresent();
        assertThat(change(plan, event.toBuilder().setExpiresUs(1).build())).isEmpty();
        assertThat(change(plan, event.toBuilder().setBefore(event.getAfter()).build()))
                .isEmpty();
        assertThat(change(
                        plan,
                        event.toBuilder().addLeftOut(nothing("more", Type.TEXT)).build()))
                .isEmpty();
        assertThat(change(
                        plan,
                        event.toBuilder()
                                .setSource(event.getSource().toBuilder().setTable("others"))
                                .build()))
                .isEmpty();
        byte[] bytes = ChangeEvents.serialize(event);
        byte[] twice = Arrays.copyOf(bytes, 2 * bytes.length);
        System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
        assertThat(plan.change(twice, 0, new JsonBuffer())).isEmpty();
    }

    @Test
    void tableIsPlannedForWithItsSecondKindOfRows() {
        EventMapper mapper = mapper();
        for (int i = 1; i <= 100; i++) {
            Column added = i < 50
                    ? nothing("a", Type.TEXT)
                    : column("b", Type.INT32).setIntValue(i).build();
            byte[] event = insert(i, int64("id", i), added).toByteArray();

            assertThat(line(mapper.map(SUBJECT, event, i, 0))).isEqualTo(line(mapper().map(SUBJECT, event, i, 0)));
        }
    }

    @Test
    void columnOfATypeThatOnlyANewerVersionKnowsIsMappedAgainAndAgain() {
        EventMapper mapper = mapper();
        Column newer = Column.newBuilder()
                .setName("newer")
                .setTypeValue(99)
                .setStringValue("x")
                .build();
        for (int i = 1; i <= 100; i++) {
            assertThat(mapper.map(SUBJECT, insert(i, int64("id", i), newer).toByteArray(), i, 0))
                    .isInstanceOf(MappedEvent.Fit.class);
        }
    }

    /** Returns whether it was written while it was read. */
    private boolean assertAlike(RowPlan plan, byte[] event) {
        Optional<RowChange> change = plan.change(event, 0, new JsonBuffer());
        change.ifPresent(written -> {
            MappedEvent parsed = mapper().map(SUBJECT, event, 1, 0);
            assertThat(line(new MappedEvent.Fit(written))).as("seed %d", SEED).isEqualTo(line(parsed));
            assertThat(written.eventId())
                    .isEqualTo(((MappedEvent.Fit) parsed).change().eventId());
            assertThat(((RowChange.Replace) written).key())
                    .isEqualTo(((RowChange.Replace) ((MappedEvent.Fit) parsed).change()).key());
        });
        return change.isPresent();
    }

    private Optional<RowChange> change(RowPlan plan, ChangeEvent event) {
        return plan.change(ChangeEvents.serialize(event), 0, new JsonBuffer());
    }

    private EventMapper mapper() {
        return new EventMapper(rules, tables, new EveryTable(), Clock.systemUTC());
    }

    private RowPlan plan(ChangeEvent event) throws UnfitValueException {
        TableMapper table = TableMapper.of(SOURCE, rules, tables, new EveryTable(), event);
        table.addKey(event.getKey());
        table.prepare(event, table.documentOf(event.getKey()));
        return RowPlan.like(event, table).orElseThrow();
    }

    private static String line(MappedEvent mapped) {
        return mapped instanceof MappedEvent.Fit fit
                ? new String(((RowChange.Replace) fit.change()).line(), StandardCharsets.UTF_8)
                : mapped.toString();
    }

    private static ChangeEvent of(String connector, ChangeEvent event) {
        return event.toBuilder()
                .setSource(event.getSource().toBuilder().setConnector(connector))
                .build();
    }

    private ChangeEvent event() {
        ChangeEvent event = insert(
                1 + random.nextInt(1_000_000),
                int64("id", 1 + random.nextInt(1000)),
                column("flag", Type.BOOL).setBoolValue(random.nextBoolean()).build(),
                orNull(column("small", Type.INT8).setIntValue((byte) random.nextInt())),
                orNull(column("int", Type.INT32).setIntValue(random.nextInt())),
                orNull(column("uint", Type.UINT32).setUintValue(random.nextInt() & 0xffff_ffffL)),
                orNull(column("large", Type.UINT64).setUintValue(random.nextLong())),
                orNull(column("bits", Type.BITS).setUintValue(random.nextLong())),
                orNull(column("float", Type.FLOAT).setFloatValue(random.nextFloat())),
                orNull(column("double", Type.DOUBLE).setDoubleValue(random.nextDouble())),
                orNull(column("price", Type.DECIMAL)
                        .setDecimalValue(Decimals.of(
                                new BigDecimal(new BigInteger(1 + random.nextInt(200), random), random.nextInt(12))))),
                orNull(column("name", Type.STRING).setStringValue(text())),
                orNull(column("body", Type.TEXT).setStringValue(text())),
                orNull(column("kind", Type.ENUM).setStringValue("red")),
                orNull(column("kinds", Type.SET).setStringValue("red,green")),
                orNull(column("data", Type.JSON).setStringValue("{\"a\": [1, 2.5, null]}")),
                orNull(column("image", Type.BYTES).setBytesValue(ByteString.copyFromUtf8("x"))),
                orNull(column("day", Type.DATE).setIntValue(random.nextInt(40_000))),
                orNull(column("moment", Type.DATETIME).setIntValue(random.nextLong() >> 12)),
                orNull(column("time", Type.TIME_OF_DAY).setIntValue(random.nextInt(Integer.MAX_VALUE))));
        return event.toBuilder()
                .setSource(event.getSource().toBuilder().setTable("products"))
                .build();
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private Column orNull(Column.Builder column) {
        return random.nextInt(10) == 0 ? nothing(column.getName(), column.getType()) : column.build();
    }
}
