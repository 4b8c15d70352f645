package io.millrace.benchmark.measure;

/** Hears what a benchmark is doing. */
public interface Progress {
    void report(String line);
}
