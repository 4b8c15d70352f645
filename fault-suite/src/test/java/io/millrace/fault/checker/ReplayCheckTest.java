package io.millrace.fault.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplayCheckTest {
    private static final Map<Integer, EventCount> STREAM = Map.of(0, new EventCount(7, 20), 3, new EventCount(5, 19));

    @Test
    void countersAndReceiptsThatAgreeWithTheStreamAreRight() {
        assertThat(check(STREAM, new SinkCounters(2, 6, 1, 3, 0), 1)).isEmpty();
    }

    @Test
    void anEventWithoutReceiptIsFound() {
        assertThat(check(Map.of(0, new EventCount(6, 20)), new SinkCounters(0, 12, 0, 0, 0), 0))
                .containsExactlyInAnyOrder(
                        "partition 0 of the stream has 7 events up to sequence 20, and the sink's receipts are for 6"
                                + " events up to sequence 20",
                        "partition 3 of the stream has 5 events up to sequence 19, and the sink's receipts are for 0"
                                + " events up to sequence 0");
    }

    @Test
    void anEventThatWasNotCountedIsFound() {
        assertThat(check(STREAM, new SinkCounters(1, 10, 0, 0, 4), 0))
                .containsExactly(
                        "the stream has 12 events, and the sink counted 1 applied, 10 overtaken, 0 dead letters,"
                                + " 0 passed over");
    }

    @Test
    void anEventIsCountedTwiceOnlyIfItWasReadAgain() {
        assertThat(check(STREAM, new SinkCounters(0, 13, 0, 0, 1), 0)).isEmpty();
        assertThat(check(STREAM, new SinkCounters(0, 13, 0, 0, 0), 0)).hasSize(1);
    }

    @Test
    void aDeadLetterThatIsNotInItsTopicIsFound() {
        assertThat(check(STREAM, new SinkCounters(0, 10, 2, 0, 0), 1))
                .containsExactly("the sink counted 2 dead letters and wrote 1");
    }

    @Test
    void countersAreTheSumsOfAllTasks() {
        String metrics = """
                # TYPE millrace_sink_applied_events_total counter
                millrace_sink_applied_events_total{connector="manticore-sink",task="0"} 3
                millrace_sink_applied_events_total{connector="manticore-sink",task="1"} 4
                millrace_sink_stale_events_total{connector="manticore-sink",task="1"} 5
                millrace_sink_dead_lettered_events_total{connector="manticore-sink",task="1"} 6
                millrace_sink_passed_over_events_total{connector="manticore-sink",task="0"} 7
                millrace_sink_retries_total{connector="manticore-sink",task="0"} 1
                millrace_sink_pending_events{connector="manticore-sink",partition="0"} 9
                """;

        assertThat(SinkCounters.parse(metrics)).isEqualTo(new SinkCounters(7, 5, 6, 7, 1));
        assertThat(SinkCounters.parse(metrics).events()).isEqualTo(25);
    }

    private static List<String> check(Map<Integer, EventCount> receipts, SinkCounters counters, long deadLetters) {
        return ReplayCheck.differences(STREAM, receipts, counters, deadLetters);
    }
}
