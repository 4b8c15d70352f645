package io.millrace.benchmark;

/** One figure. */
record Measurement(String name, String unit, double value) {}
