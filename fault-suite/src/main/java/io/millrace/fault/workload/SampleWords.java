package io.millrace.fault.workload;

import java.util.List;

/** Words for random text, some of which are hard to carry: letters of several bytes, quotes, a backslash. */
public final class SampleWords {
    public static final List<String> ALL = List.of(
            "river",
            "mill",
            "wheel",
            "stone",
            "grain",
            "flour",
            "über",
            "naïve",
            "東京",
            "🌊",
            "o'clock",
            "\"quoted\"",
            "back\\slash");

    private SampleWords() {}
}
