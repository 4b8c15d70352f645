package io.millrace.example;

import io.millrace.event.Row;
import io.millrace.event.RowBuilder;
import io.millrace.nats.NatsSettings;
import io.millrace.publisher.Change;
import io.millrace.publisher.ChangeEventPublisher;
import io.millrace.publisher.PublisherSettings;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Publishes an application's own changes to the stream, next to those of the databases. */
public final class PublishReviews {
    private PublishReviews() {}

    /** {@code PublishReviews <NATS URL>} */
    public static void main(String[] arguments) throws Exception {
        NatsSettings nats = NatsSettings.from(Map.of("nats.servers", arguments[0]));
        try (ChangeEventPublisher publisher = ChangeEventPublisher.open(PublisherSettings.of(nats, "reviews"))) {
            publisher.publish(Change.insert("web", "review", key(7), review(7, "Good.", "3.5")));
            publisher.publish(Change.update("web", "review", key(7), review(7, "Better: größer 🚲", "4.5")));
            publisher.publish(Change.insert("web", "review", key(8), review(8, "Spam", "1.0")));
            publisher.publish(Change.delete("web", "review", key(8)));
            // Before this, nothing is known to be stored; after it everything is, or an exception says what is not.
            publisher.flush(Duration.ofSeconds(30));
        }
    }

    private static Row key(long id) {
        return RowBuilder.of().int64("id", id).build();
    }

    private static Row review(long id, String body, String stars) {
        return RowBuilder.of()
                .int64("id", id)
                .text("body", body)
                .decimal("stars", new BigDecimal(stars))
                .timestamp("written_at", Instant.parse("2026-05-01T12:00:00.000120Z"))
                .build();
    }
}
