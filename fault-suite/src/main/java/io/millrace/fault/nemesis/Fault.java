package io.millrace.fault.nemesis;

/** Something that goes wrong for a while. */
interface Fault {
    /** Lets it go wrong. */
    void begin() throws Exception;

    /** Undoes it; returns once that is done. Called whatever became of {@link #begin}. */
    void end() throws Exception;
}
