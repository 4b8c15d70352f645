package io.millrace.benchmark.orders;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** A row of eleven columns that depends only on its number and version. */
public record Order(
        long id,
        long customerId,
        String reference,
        String status,
        String title,
        Optional<String> note,
        int quantity,
        BigDecimal price,
        boolean paid,
        Instant placedAt,
        Instant changedAt) {
    private static final List<String> STATUSES = List.of("new", "paid", "shipped", "cancelled");
    private static final Instant OPENING = Instant.parse("2024-01-01T00:00:00Z");
    private static final long MICROSECONDS_A_YEAR = 365L * 24 * 3600 * 1_000_000;

    private static final List<String> WORDS = List.of(
            "oak",
            "table",
            "lamp",
            "brass",
            "blue",
            "chair",
            "linen",
            "walnut",
            "shelf",
            "mirror",
            "carpet",
            "desk",
            "drawer",
            "glass",
            "handle",
            "window",
            "curtain",
            "cushion",
            "velvet",
            "small",
            "large",
            "round",
            "folding",
            "garden",
            "kitchen",
            "steel",
            "copper",
            "grey",
            "white",
            "ladder",
            "stool",
            "cabinet",
            "delivered",
            "to",
            "the",
            "back",
            "door",
            "please",
            "ring",
            "twice",
            "gift",
            "wrapped",
            "fragile",
            "second",
            "floor",
            "with",
            "screws",
            "and",
            "spare",
            "parts",
            "before",
            "noon",
            "invoice",
            "by",
            "mail",
            "no",
            "plastic",
            "für",
            "Grüße",
            "café",
            "naïve",
            "東京",
            "naïf",
            "señor");

    /** @param number from 1; it is the order's id */
    public static Order of(long number, int version) {
        SplittableRandom random = new SplittableRandom(number * 31 + version);
        return new Order(
                number,
                random.nextLong(1, 200_000),
                "ORD-2024-%08d".formatted(number),
                STATUSES.get(random.nextInt(STATUSES.size())),
                words(random, 8),
                random.nextInt(8) == 0 ? Optional.empty() : Optional.of(words(random, 20)),
                random.nextInt(1, 100),
                BigDecimal.valueOf(random.nextLong(100, 5_000_000), 2),
                random.nextBoolean(),
                OPENING.plus(random.nextLong(MICROSECONDS_A_YEAR), ChronoUnit.MICROS),
                OPENING.plus(random.nextLong(MICROSECONDS_A_YEAR), ChronoUnit.MICROS));
    }

    private static String words(SplittableRandom random, int count) {
        return random.ints(count, 0, WORDS.size()).mapToObj(WORDS::get).collect(Collectors.joining(" "));
    }
}
