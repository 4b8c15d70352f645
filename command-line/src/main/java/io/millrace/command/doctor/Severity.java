package io.millrace.command.doctor;

/** How bad a finding is. */
enum Severity {
    /** Good to know; nothing needs to be done. */
    NOTE,
    /** Works, but rows can get lost or wrong, or the pipeline can stop, in a case that the finding names. */
    WARNING,
    /** Does not work, or loses rows now. */
    ERROR
}
