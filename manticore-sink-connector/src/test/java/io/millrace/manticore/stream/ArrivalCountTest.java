package io.millrace.manticore.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every wait here is an hour long: the test ends only if the thread is woken. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class ArrivalCountTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Mailbox mailbox = new Mailbox();
    private final ArrivalCount count = new ArrivalCount(mailbox);
    private final List<String> taken = new ArrayList<>();

    @Test
    void threadIsWokenWhenEnoughHaveCome() throws InterruptedException {
        count.wakeAfter(2);
        deliver("a", false);
        mailbox.runAfter(Duration.ZERO);
        assertThat(taken).containsExactly("a");
        count.wakeAfter(2);
        deliver("b", false);
        deliver("c", false);
        mailbox.runAfter(HOUR);
        assertThat(taken).containsExactly("a", "b", "c");
    }

    @Test
    void whatCameBeforeTheThresholdWasSetCounts() throws InterruptedException {
        deliver("a", false);
        mailbox.runAfter(HOUR);
        deliver("b", false);
        count.wakeAfter(1);
        mailbox.runAfter(HOUR);
        assertThat(taken).containsExactly("a", "b");
    }

    @Test
    void statusWakesAtOnce() throws InterruptedException {
        count.wakeAfter(1000);
        deliver("status", true);
        mailbox.runAfter(HOUR);
        assertThat(taken).containsExactly("status");
    }

    /** There is one queue: results of writes arrive where deliveries arrive. */
    @Test
    void reportOfAnotherThreadWakesAndComesInOrder() throws InterruptedException {
        count.wakeAfter(1000);
        deliver("a", false);
        Thread writer = new Thread(() -> mailbox.addAndWake(() -> taken.add("written")));
        writer.start();
        while (!taken.contains("written")) {
            mailbox.runAfter(HOUR);
        }
        writer.join();
        assertThat(taken).containsExactly("a", "written");
    }

    private void deliver(String message, boolean status) {
        mailbox.add(() -> {
            count.taken();
            taken.add(message);
        });
        count.arrived(status);
    }
}
