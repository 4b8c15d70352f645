package io.millrace.manticore.mapping;

import io.millrace.manticore.document.DocumentKey;

/**
 * The document that a row becomes.
 *
 * @param columns a JSON object with every column that is written, {@code event_id} excepted
 */
public record MappedDocument(DocumentKey key, byte[] columns) {}
