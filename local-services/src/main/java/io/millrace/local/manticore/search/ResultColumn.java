package io.millrace.local.manticore.search;

import io.millrace.local.manticore.json.JsonWriter;
import java.util.Comparator;

/** A column of a result. */
interface ResultColumn {
    String name();

    /** As the head of an SQL answer names it. */
    String type();

    /** Whether a JSON answer has it among the values of the document. */
    boolean isInSource();

    void write(Hit hit, ValueStyle style, JsonWriter json);

    /** Ascending. */
    Comparator<Hit> order();
}
