package io.millrace.command.doctor;

/**
 * The largest message that one stage of the pipeline takes.
 *
 * @param remedy how to raise it
 */
record SizeLimit(String where, long bytes, String remedy) {}
