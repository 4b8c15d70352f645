package io.millrace.state.applied;

import io.millrace.nats.NatsUnavailableException;
import io.millrace.state.StateException;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** Waits for stages, as long as they move. Thread-safe. */
final class StageWait {
    private static final long FIRST_PAUSE_MS = 10;
    private static final long LONGEST_PAUSE_MS = 250;

    private final Duration patience;
    private final Fault fault;

    /** Looks at a stage. */
    interface StageCheck {
        StageProgress check() throws InterruptedException;
    }

    /** Finds out why a stage may not move; empty if nothing is known. */
    interface Fault {
        Optional<String> find() throws InterruptedException;
    }

    /** @param patience for how long a stage may not move */
    StageWait(Duration patience, Fault fault) {
        this.patience = patience;
        this.fault = fault;
    }

    /** @throws StateException when the stage does not move any more; the message says what is missing */
    void until(StageCheck stage) throws InterruptedException {
        String mark = "";
        long movedAt = System.nanoTime();
        long pause = FIRST_PAUSE_MS;
        while (true) {
            StageProgress progress = check(stage);
            if (progress.missing().isEmpty()) {
                return;
            }
            if (!progress.mark().equals(mark)) {
                mark = progress.mark();
                movedAt = System.nanoTime();
            }
            if (System.nanoTime() - movedAt > patience.toNanos()) {
                throw new StateException("Nothing has moved for " + patience.toSeconds() + " s: "
                        + progress.missing().get()
                        + fault.find().map(each -> "; " + each).orElse(""));
            }
            Thread.sleep(pause);
            pause = Math.min(LONGEST_PAUSE_MS, 2 * pause);
        }
    }

    /** Servers that are away are waited for, as a stage that does not move. */
    private static StageProgress check(StageCheck stage) throws InterruptedException {
        try {
            return stage.check();
        } catch (NatsUnavailableException | KafkaException e) {
            return StageProgress.waiting(String.valueOf(e.getMessage()), "");
        }
    }
}
