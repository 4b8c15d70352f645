package io.millrace.benchmark.measure;

/** One of the things that are compared. */
public interface Variant {
    String name();

    /** Measures once and adds its figures. */
    void measure(Figures figures) throws Exception;
}
