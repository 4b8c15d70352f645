package io.millrace.command.doctor;

/**
 * Something that the doctor found.
 *
 * @param server where it is
 * @param check a name that stays the same, for programs
 * @param problem what is wrong
 * @param reason why that matters
 * @param remedy the line that mends it
 */
record Finding(Severity severity, String server, String check, String problem, String reason, String remedy) {}
