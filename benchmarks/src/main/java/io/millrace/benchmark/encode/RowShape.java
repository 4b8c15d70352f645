package io.millrace.benchmark.encode;

import io.millrace.benchmark.orders.Envelopes;
import java.util.Locale;

/** The sizes of rows that are encoded. */
public enum RowShape {
    NARROW(5),
    TYPICAL(11),
    WIDE(100);

    private final int columns;

    RowShape(int columns) {
        this.columns = columns;
    }

    String title() {
        return name().toLowerCase(Locale.ROOT) + " row, " + columns + " columns";
    }

    Envelopes envelopes(boolean declaredTypes) {
        return switch (this) {
            case NARROW -> Envelopes.narrow(declaredTypes);
            case TYPICAL -> Envelopes.typical(declaredTypes);
            case WIDE -> Envelopes.wide(declaredTypes);
        };
    }
}
