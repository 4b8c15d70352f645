package io.millrace.benchmark.measure;

/** Receives the progress of a benchmark, line by line. */
public interface Progress {
    void report(String line);
}
