package io.millrace.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nats.client.KeyValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseIT extends OnNats {
    private static final String KEY = "turn.test";
    private static final Duration DURATION = Duration.ofSeconds(5);

    private KeyValue bucket;

    @BeforeEach
    void createBucket() throws Exception {
        StateBucket.createIfAbsent(connection, 1);
        bucket = connection.keyValue(StateBucket.NAME);
    }

    @Test
    void oneThatIsRenewedIsNotTakenOver() throws Exception {
        try (Lease lease = Lease.acquire(bucket, KEY, terms("first"))) {
            assertThatThrownBy(() -> Lease.acquire(bucket, KEY, terms("second")))
                    .isInstanceOf(LeaseUnavailableException.class)
                    .hasMessageContaining("first");
            assertThat(Lease.holder(bucket, KEY)).contains("first");
            assertThat(lease.isHeld()).isTrue();
        }
        assertThat(Lease.holder(bucket, KEY)).isEmpty();
    }

    @Test
    void thatOfAKilledHolderIsTakenOver() throws Exception {
        bucket.put(KEY, "300 killed".getBytes(StandardCharsets.UTF_8));

        try (Lease lease = Lease.acquire(bucket, KEY, terms("second"))) {
            assertThat(lease.isHeld()).isTrue();
            assertThat(Lease.holder(bucket, KEY)).contains("second");
        }
    }

    @Test
    void aHolderThatWasHeldUpIsToldThatItLostTheLease() throws Exception {
        CompletableFuture<String> told = new CompletableFuture<>();
        Lease.Terms terms = new Lease.Terms("first", DURATION, lost -> told.complete(lost.getMessage()));
        try (Lease lease = Lease.acquire(bucket, KEY, terms)) {
            bucket.put(KEY, "5000 second".getBytes(StandardCharsets.UTF_8));

            await().until(() -> !lease.isHeld());
            assertThat(told.join()).contains("taken over");
        }
        assertThat(Lease.holder(bucket, KEY)).contains("second");
    }

    private static Lease.Terms terms(String owner) {
        return new Lease.Terms(owner, DURATION, lost -> {});
    }
}
