package io.millrace.local.manticore.storage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The columns of a table, fields first, and where a row keeps them. The id is not among them. */
public final class Schema {
    /** A row begins with its id. */
    static final int ID_BYTES = 8;

    private final List<Column> columns;
    private final Map<String, String> options;
    private final Map<String, Integer> positions = new HashMap<>();
    private final int[] slots;
    private final int fixedBytes;
    private final int fields;

    /** @param options of the table, in the order in which SHOW CREATE TABLE lists them */
    public Schema(List<Column> columns, Map<String, String> options) {
        this.columns = columns.stream()
                .sorted(Comparator.comparing(Column::isField).reversed())
                .toList();
        this.options = options;
        this.slots = new int[columns.size()];
        int offset = ID_BYTES;
        for (int i = 0; i < slots.length; i++) {
            slots[i] = offset;
            offset += this.columns.get(i).type().slotBytes();
            positions.put(this.columns.get(i).name(), i);
        }
        this.fixedBytes = offset;
        this.fields = (int) columns.stream().filter(Column::isField).count();
    }

    public List<Column> columns() {
        return columns;
    }

    /** How many of the columns, from the first on, are fields. */
    public int fields() {
        return fields;
    }

    /** The number by which some errors name an attribute: the id is 0, and before blobs comes where they are kept. */
    public int attributeNumber(Column column) {
        List<Column> attributes = columns.stream().filter(Column::isAttribute).toList();
        boolean blobs =
                attributes.stream().anyMatch(attribute -> attribute.type().isBlob());
        return attributes.indexOf(column) + (blobs ? 2 : 1);
    }

    public Map<String, String> options() {
        return options;
    }

    /** The column of that lower-case name, which may be the id. */
    public Optional<Column> column(String name) {
        if (name.equals(Column.ID.name())) {
            return Optional.of(Column.ID);
        }
        Integer position = positions.get(name);
        return position == null ? Optional.empty() : Optional.of(columns.get(position));
    }

    public Schema withOptions(Map<String, String> changed) {
        return new Schema(columns, changed);
    }

    public Schema with(Column added) {
        List<Column> changed = new ArrayList<>(columns);
        changed.add(added);
        return new Schema(changed, options);
    }

    public Schema without(String dropped) {
        return new Schema(
                columns.stream().filter(c -> !c.name().equals(dropped)).toList(), options);
    }

    public Schema replacing(Column changed) {
        return new Schema(
                columns.stream()
                        .map(c -> c.name().equals(changed.name()) ? changed : c)
                        .toList(),
                options);
    }

    /** Where in a row the column's value, or the place of its value, stands. */
    int slot(Column column) {
        Integer position = positions.get(column.name());
        return position == null ? 0 : slots[position];
    }

    int fixedBytes() {
        return fixedBytes;
    }
}
