package io.millrace.bridge.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.EventHeaders;
import io.nats.client.impl.Headers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Headers that anybody may have published: what they say is either understood, or the message is not the bridge's. */
final class HeaderFuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final int COUNT = Integer.getInteger("fuzz.count", 20_000);
    private static final TopicPartition OWN = new TopicPartition("mysql.shop.products", 3);
    private static final List<String> PARTS = List.of(
            "",
            "-",
            "~",
            "#",
            " ",
            "z",
            "-1",
            "0",
            "zzzzzzzzzzzz",
            "zzzzzzzzzzzzz",
            "1y2p0ij32e8e7",
            "é",
            "\u0000",
            "A");

    private final Random random = new Random(SEED);

    @Test
    void foreignHeadersAreNotTakenForTheBridges() {
        String id = Origin.text(Origin.keyOf(OWN), 1_234_567, 2);
        String chain =
                new Origin.Link(1_234_566, 1_234_560, 99).text(new RecordPosition(OWN, 1_234_567, 1_700_000_000_000L));
        int understood = 0;
        for (int i = 0; i < COUNT; i++) {
            Headers headers = new Headers();
            put(headers, EventHeaders.MESSAGE_ID, mutated(id));
            put(headers, EventHeaders.CHAIN, mutated(chain));
            Optional<Origin> origin = Origin.of(headers, Map.of(Origin.keyOf(OWN), OWN));
            understood += origin.isPresent() ? 1 : 0;
            assertThat(origin.isPresent() ? Origin.isBridges(headers) : true)
                    .as("seed %d, headers %s", SEED, headers)
                    .isTrue();
            origin.ifPresent(
                    each -> assertThat(each.position().topicPartition()).isEqualTo(OWN));
        }
        assertThat(understood).as("seed %d", SEED).isBetween(COUNT / 10, COUNT - COUNT / 10);
    }

    private static void put(Headers headers, String name, String value) {
        try {
            headers.put(name, value);
        } catch (IllegalArgumentException e) {
            // No header can have that.
        }
    }

    private String mutated(String text) {
        String changed = text;
        for (int left = random.nextInt(3); left > 0; left--) {
            int at = random.nextInt(changed.length() + 1);
            String part = PARTS.get(random.nextInt(PARTS.size()));
            changed = random.nextBoolean()
                    ? changed.substring(0, at) + part + changed.substring(at)
                    : changed.substring(0, at) + part;
        }
        return changed;
    }
}
