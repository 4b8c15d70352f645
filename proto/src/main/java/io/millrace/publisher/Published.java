package io.millrace.publisher;

/** An event that the stream has stored: its id, its subject, and its sequence in the stream. */
public record Published(long id, String subject, long sequence) {}
