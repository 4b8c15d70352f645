package io.millrace.benchmark.measure;

/** One side of a comparison. */
public interface Variant {
    String name();

    /** Measures once and adds the figures. */
    void measure(Figures figures) throws Exception;
}
