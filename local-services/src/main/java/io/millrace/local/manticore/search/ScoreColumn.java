package io.millrace.local.manticore.search;

import io.millrace.local.manticore.json.JsonWriter;
import java.util.Comparator;

/** How well a row matches: the weight of its text, or the distance of its vector. */
record ScoreColumn(String name, boolean distance) implements ResultColumn {
    @Override
    public String type() {
        return distance ? "float" : "long";
    }

    @Override
    public boolean isInSource() {
        return false;
    }

    @Override
    public void write(Hit hit, ValueStyle style, JsonWriter json) {
        json.raw(distance ? Decimals.text(hit.distance()) : Integer.toString(hit.weight()));
    }

    @Override
    public Comparator<Hit> order() {
        return distance ? Comparator.comparing(Hit::distance) : Comparator.comparingInt(Hit::weight);
    }
}
