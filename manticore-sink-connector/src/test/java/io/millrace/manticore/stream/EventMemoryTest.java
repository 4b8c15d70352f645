package io.millrace.manticore.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.nats.NatsSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a task may hold: each event twice, and beyond the limit one request of each partition that holds nothing. */
final class EventMemoryTest {
    private static final long MB = 1 << 20;
    private static final long LIMIT = 64 * MB;

    private final List<ConsumerSession> sessions = new ArrayList<>();

    EventMemoryTest() {
        StreamReader reader = new StreamReader(
                new StreamSettings(
                        NatsSettings.from(Map.of()),
                        "CDC",
                        List.of(),
                        "sink",
                        new DeliverFrom.Beginning(),
                        Set.of(),
                        Duration.ofMinutes(1),
                        1,
                        1,
                        1,
                        LIMIT,
                        Duration.ofMinutes(1)),
                new Mailbox());
        for (int partition = 0; partition < 16; partition++) {
            sessions.add(reader.session(partition));
        }
    }

    @Test
    void halfOfTheMemoryIsForWhatIsAskedFor() {
        EventMemory memory = new EventMemory(LIMIT, 1000, sessions);
        long asked = 0;
        for (ConsumerSession session : sessions) {
            asked += memory.pullFor(session, 8 * MB);
        }
        assertThat(2 * asked).isEqualTo(LIMIT / 2);
    }

    @Test
    void whoHoldsSomethingWaitsWhenTheMemoryIsUsedUp() {
        sessions.forEach(session -> session.inProgress(2 * MB));
        EventMemory memory = new EventMemory(LIMIT, MB, sessions);
        assertThat(sessions)
                .allSatisfy(session -> assertThat(memory.pullFor(session, MB)).isZero());
    }

    /** Else the others could keep it waiting for ever. */
    @Test
    void whoHoldsNothingMayAskForItsShareBeyondTheLimit() {
        sessions.subList(0, 8).forEach(session -> session.inProgress(4 * MB));
        EventMemory memory = new EventMemory(LIMIT, MB, sessions);
        long extra = 0;
        for (ConsumerSession session : sessions) {
            long bytes = memory.pullFor(session, 8 * MB);
            assertThat(bytes).isEqualTo(session.heldBytes() == 0 ? MB : 0);
            extra += bytes;
        }
        assertThat(extra).isEqualTo(8 * MB);
    }

    @Test
    void memoryThatIsLeftIsGivenOnce() {
        sessions.forEach(session -> session.inProgress(1));
        sessions.get(0).inProgress(LIMIT / 2 - 3 * MB);
        EventMemory memory = new EventMemory(LIMIT, MB / 2, sessions);
        long asked = 0;
        for (ConsumerSession session : sessions) {
            asked += memory.pullFor(session, 8 * MB);
        }
        assertThat(asked).isBetween(2 * MB, 3 * MB);
    }
}
