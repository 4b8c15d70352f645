package io.millrace.manticore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.manticore.stream.DeliverFrom;
import io.millrace.manticore.stream.StreamContents;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class OffsetChangesTest {
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    private final OffsetChanges changes =
            new OffsetChanges("CDC", List.of(0, 1, 2), new StreamContents.Bounds("", 1000, 5000, Optional.of(FIRST)));

    @Test
    void readingGoesOnAfterTheGivenSequence() {
        assertThat(places(partition(1), Map.of("sequence", 1200L)))
                .isEqualTo(Map.of(1, new DeliverFrom.Sequence(1201)));
    }

    @Test
    void readingStartsFromTheGivenTime() {
        assertThat(places(partition(2), Map.of("time", "2026-01-31T12:00:00Z")))
                .isEqualTo(Map.of(2, new DeliverFrom.Time(Instant.parse("2026-01-31T12:00:00Z"))));
    }

    @Test
    void anAsteriskMeansEveryPartition() {
        assertThat(places(partition("*"), Map.of("sequence", 0)))
                .containsOnlyKeys(0, 1, 2)
                .containsEntry(0, new DeliverFrom.Sequence(1));
    }

    /** Connect passes the partitions that it has offsets of; without receipts there are none. */
    @Test
    void aResetConcernsEveryPartition() {
        assertThat(changes.places(Map.of())).containsOnlyKeys(0, 1, 2);
        assertThat(places(partition(1), null)).containsOnlyKeys(0, 1, 2);
        assertThat(places(Map.of("stream", "FORMER", "partition", 9), null)).containsOnlyKeys(0, 1, 2);
    }

    @Test
    void mistakesAreNamed() {
        assertRefused(Map.of("stream", "OTHER", "partition", 0), Map.of("sequence", 1), "not one of stream CDC");
        assertRefused(partition(7), Map.of("sequence", 1), "no events of partition 7");
        assertRefused(partition("one"), Map.of("sequence", 1), "needs a number");
        assertRefused(partition(0), Map.of("sequence", "1200"), "{\"sequence\"");
        assertRefused(partition(0), Map.of(), "{\"sequence\"");
        assertRefused(partition(0), Map.of("sequence", 1200, "time", "2026-01-31T12:00:00Z"), "{\"sequence\"");
        assertRefused(partition(0), Map.of("offset", 1), "{\"sequence\"");
        assertRefused(partition(0), Map.of("time", "yesterday"), "must look like");
    }

    /** Case A12. */
    @Test
    void whatLiesOutsideTheStreamIsRefusedWithItsBounds() {
        assertRefused(partition(0), Map.of("sequence", 99_999_999L), "has the sequences 1000 to 5000");
        assertRefused(partition(0), Map.of("sequence", 5001), "has the sequences 1000 to 5000");
        assertRefused(partition(0), Map.of("sequence", 998), "has the sequences 1000 to 5000");
        assertRefused(partition(0), Map.of("time", "2126-01-31T12:00:00Z"), "is in the future");
        assertThat(places(partition(0), Map.of("sequence", 5000))).containsKey(0);
        assertThat(places(partition(0), Map.of("sequence", 999))).containsKey(0);
    }

    /** Case A12: JSON's numbers may be anything. */
    @Test
    void aNumberThatIsNotWholeOrTooLargeIsNeverTakenForAnother() {
        assertRefused(partition(0), Map.of("sequence", -1), "has the sequences 1000 to 5000");
        assertRefused(partition(0), Map.of("sequence", 1200.5), "has the sequences 1000 to 5000");
        assertRefused(partition(0), Map.of("sequence", 1e30), "has the sequences 1000 to 5000");
        BigInteger wrapsTo1200 = BigInteger.ONE.shiftLeft(64).add(BigInteger.valueOf(1200));
        assertRefused(partition(0), Map.of("sequence", wrapsTo1200), "has the sequences 1000 to 5000");
        assertRefused(partition(0), Map.of("sequence", Double.NaN), "has the sequences 1000 to 5000");
        assertRefused(partition(1.5), Map.of("sequence", 1200), "no events of partition 1.5");
        assertRefused(partition(-1), Map.of("sequence", 1200), "no events of partition -1");
        assertRefused(partition((1L << 32) + 1), Map.of("sequence", 1200), "no events of partition 4294967297");
        assertRefused(partition("1"), Map.of("sequence", 1200), "needs a number");
    }

    /** Case A12: what came before the stream's first event may have expired. */
    @Test
    void aTimeBeforeTheStreamIsRefusedUnlessNothingIsGone() {
        Map<String, String> before = Map.of("time", "2025-12-31T23:59:59Z");
        assertRefused(partition(0), before, "has the sequences 1000 to 5000 and begins at 2026-01-01T00:00:00Z");
        OffsetChanges ofWholeStream =
                new OffsetChanges("CDC", List.of(0), new StreamContents.Bounds("", 1, 5000, Optional.of(FIRST)));
        assertThat(ofWholeStream.places(Map.of(partition(0), before))).containsKey(0);
    }

    private void assertRefused(Map<String, ?> partition, Map<String, ?> offset, String message) {
        assertThatThrownBy(() -> places(partition, offset))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining(message);
    }

    private Map<Integer, DeliverFrom> places(Map<String, ?> partition, @Nullable Map<String, ?> offset) {
        Map<Map<String, ?>, Map<String, ?>> offsets = new HashMap<>();
        offsets.put(partition, offset);
        return changes.places(offsets);
    }

    private static Map<String, ?> partition(Object partition) {
        return Map.of("stream", "CDC", "partition", partition);
    }
}
