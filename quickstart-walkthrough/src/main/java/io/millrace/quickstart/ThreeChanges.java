package io.millrace.quickstart;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Commits an insert, an update and a delete in MySQL, and measures when each arrives in Manticore. */
final class ThreeChanges {
    static final String TITLE = "Copper stovetop kettle";
    static final String SEARCH = "copper kettle";

    private static final String DESCRIPTION = "Boils a litre in four minutes.";
    private static final String NEW_DESCRIPTION = "Boils a litre in three minutes, now with a whistle.";
    private static final String NEW_SEARCH = "whistle";
    private static final Duration INTERVAL = Duration.ofMillis(3);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Shop shop;
    private final ShopIndex index;
    private final WalkthroughOutput output;

    ThreeChanges(Shop shop, ShopIndex index, WalkthroughOutput output) {
        this.shop = shop;
        this.index = index;
        this.output = output;
    }

    /** @throws QuickstartException if one of them does not arrive */
    void show() {
        String sku = "KI-" + Instant.now().toEpochMilli();
        long product = shop.addProduct(sku, TITLE, DESCRIPTION);
        watch("INSERT product " + product, "found by \"" + SEARCH + "\"", () -> index.finds(product, "title", SEARCH));

        shop.describeProduct(product, NEW_DESCRIPTION);
        watch(
                "UPDATE its description",
                "found by \"" + NEW_SEARCH + "\"",
                () -> index.finds(product, "description", NEW_SEARCH));

        shop.removeProduct(product);
        watch("DELETE it", "no longer found by \"" + SEARCH + "\"", () -> !index.finds(product, "title", SEARCH));
    }

    private void watch(String change, String outcome, BooleanSupplier arrived) {
        Duration latency = Pause.until(
                arrived, INTERVAL, LIMIT, "'" + change + "' was committed in MySQL, but was not " + outcome);
        output.done(change, outcome, latency.toMillis() + " ms");
    }
}
