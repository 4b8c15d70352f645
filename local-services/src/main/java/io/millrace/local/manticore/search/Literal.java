package io.millrace.local.manticore.search;

/** A constant in a condition. */
public sealed interface Literal {
    /** @param value unsigned 64-bit ids in two's complement */
    record Whole(long value) implements Literal {}

    record Fraction(double value) implements Literal {}

    record Text(String value) implements Literal {}
}
