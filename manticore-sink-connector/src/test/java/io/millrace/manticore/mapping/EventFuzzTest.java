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
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.NullHandling;
import io.millrace.manticore.rules.SchemaEvolution;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whatever becomes of an event on its way, the mapping makes the right document of it, or says why there is none; it never
 * ends the task. {@code ./verify --fuzz} does the same with a million events.
 */
final class EventFuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final int COUNT = Integer.getInteger("fuzz.count", 10_000);
    private static final Path GOLDEN = Path.of("..", "proto", "src", "test", "resources", "golden");

    /** So many events are mapped with the same tables, so that later ones meet what earlier ones have left. */
    private static final int TOGETHER = 40;

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    private final Random random = new Random(SEED);
    private final EventMutations mutations = new EventMutations(random);
    private final List<ChangeEvent> originals = new ArrayList<>();
    private int documents;
    private int others;
    private int unfit;
    private int setAside;

    @Test
    void noEventEndsTheTaskOrBecomesAWrongDocument() throws IOException {
        originals.addAll(golden());
        originals.add(ofEveryType());
        List<byte[]> bytes = originals.stream().map(ChangeEvents::serialize).toList();
        int left = COUNT;
        while (left > 0) {
            int together = Math.min(left, TOGETHER);
            mapTogether(together, bytes);
            left -= together;
        }
        System.out.printf(
                "EventFuzzTest: seed %d, %d events: %d documents, %d deletions, %d dead letters, %d of tables set aside%n",
                SEED, COUNT, documents, others, unfit, setAside);
        // Otherwise the mutations prove nothing.
        assertThat(documents).as("documents of seed %d", SEED).isGreaterThan(COUNT / 10);
        assertThat(unfit).as("dead letters of seed %d", SEED).isGreaterThan(COUNT / 10);
    }

    private void mapTogether(int count, List<byte[]> bytes) throws IOException {
        ChangeEvent original = originals.get(random.nextInt(originals.size()));
        EventMapper mapper =
                new EventMapper(rules(), new PlannedTables(new NoTables()), new TolerantAdmission(), CLOCK);
        for (int i = 0; i < count; i++) {
            // The plan for a table's usual rows is made after some of them.
            boolean damaged = random.nextInt(3) > 0;
            byte[] event = damaged ? mutations.mutate(original, bytes) : ChangeEvents.serialize(original);
            String subject = mutations.mutate(subjectOf(original));
            check(mapper, subject, event);
        }
    }

    private MappingRules rules() {
        NullHandling[] nulls = NullHandling.values();
        return MappingRules.defaults(SchemaEvolution.BASIC, nulls[random.nextInt(nulls.length)]);
    }

    private void check(EventMapper mapper, String subject, byte[] event) throws IOException {
        MappedEvent mapped;
        try {
            mapped = mapper.map(subject, event, 1, 0);
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(described(subject, event), e);
        }
        if (mapped instanceof MappedEvent.Fit fit && fit.change() instanceof RowChange.Replace replace) {
            documents++;
            assertThat(ExpectedDocument.faults(event, replace))
                    .as(described(subject, event))
                    .isEmpty();
        } else if (mapped instanceof MappedEvent.Fit) {
            others++;
        } else if (mapped instanceof MappedEvent.Unfit letter) {
            unfit++;
            assertThat(letter.reason())
                    .as(described(subject, event))
                    .isNotBlank()
                    .isNotEqualTo("null");
        } else {
            setAside++;
        }
    }

    private static String described(String subject, byte[] event) {
        return "seed " + SEED + ", subject " + subject + ", event "
                + HexFormat.of().formatHex(event);
    }

    private static String subjectOf(ChangeEvent event) {
        return new io.millrace.event.Subject(
                        event.getSource().getName(),
                        event.getSource().getDatabase(),
                        event.getSource().getTable(),
                        0)
                .toString();
    }

    private static List<ChangeEvent> golden() throws IOException {
        List<ChangeEvent> events = new ArrayList<>();
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".binpb"))
                    .sorted()
                    .toList()) {
                events.add(ChangeEvents.parse(Files.readAllBytes(file)));
            }
        }
        return events;
    }

    private static ChangeEvent ofEveryType() {
        return insert(
                7,
                int64("id", 5),
                column("flag", Type.BOOL).setBoolValue(true).build(),
                column("small", Type.INT8).setIntValue(-3).build(),
                column("uint", Type.UINT32).setUintValue(77).build(),
                column("large", Type.UINT64).setUintValue(-1).build(),
                column("bits", Type.BITS).setUintValue(3).build(),
                column("float", Type.FLOAT).setFloatValue(1.5f).build(),
                column("double", Type.DOUBLE).setDoubleValue(2.25).build(),
                column("price", Type.DECIMAL)
                        .setDecimalValue(Decimals.of(new BigDecimal("99.08")))
                        .build(),
                column("name", Type.STRING).setStringValue("Grüße").build(),
                column("body", Type.TEXT).setStringValue("two\nlines").build(),
                column("data", Type.JSON)
                        .setStringValue("{\"a\": [1, 2.5, null]}")
                        .build(),
                column("image", Type.BYTES)
                        .setBytesValue(ByteString.copyFromUtf8("x"))
                        .build(),
                column("day", Type.DATE).setIntValue(19_000).build(),
                column("moment", Type.DATETIME)
                        .setIntValue(1_700_000_000_000_001L)
                        .build(),
                column("time", Type.TIME_OF_DAY).setIntValue(5_000_000).build(),
                nothing("nothing", Type.STRING),
                Column.newBuilder()
                        .setName("kinds")
                        .setType(Type.SET)
                        .setStringValue("red,green")
                        .build());
    }

    /** Sets tables aside as a connector with {@code errors.tolerance=all} does. */
    private static final class TolerantAdmission extends EveryTable {
        private final Set<SourceTable> setAside = new HashSet<>();

        @Override
        public boolean admits(SourceTable table, int partition) {
            return !setAside.contains(table);
        }

        @Override
        public void setAside(SourceTable table, TableFaultException fault) {
            assertThat(fault.getMessage()).isNotBlank();
            setAside.add(table);
        }

        @Override
        public void passOver(SourceTable table, int partition, long sequence) {}
    }
}
