package io.millrace.local.manticore.documents;

import io.millrace.local.manticore.json.JsonValue;
import io.millrace.local.manticore.storage.Column;
import io.millrace.local.manticore.storage.RowBuilder;
import io.millrace.local.manticore.storage.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds rows from documents. */
public final class DocumentWriter {
    private final RowBuilder row;
    private final Schema schema;
    private final List<Column> columns;
    private final Cells cells;
    /** Per column of the schema: its value in the document at hand, and which value of the document that is. */
    private final @Nullable JsonValue[] values;

    private final int[] positions;

    public DocumentWriter(RowBuilder row) {
        this.row = row;
        this.schema = row.schema();
        this.columns = schema.columns();
        this.cells = new Cells(row);
        this.values = new @Nullable JsonValue[schema.columns().size()];
        this.positions = new int[values.length];
    }

    /** Builds the row of a document; a missing id is generated. */
    public void write(Optional<JsonValue> givenId, Optional<JsonValue> document) throws RefusedException {
        Optional<JsonValue> id = givenId;
        long number = id.isPresent() ? DocumentId.of(id.get()) : 0;
        Arrays.fill(values, null);
        int position = id.isPresent() ? 1 : 0;
        if (document.isPresent()) {
            for (JsonValue.Members members = document.get().members(); members.next(); ) {
                position++;
                if (members.key().textEquals("id")) {
                    refuseTwice(id.isPresent(), "id");
                    id = Optional.of(members.value());
                    DocumentId.check(members.value(), false);
                    number = DocumentId.of(members.value());
                } else {
                    take(members, position);
                }
            }
        }
        row.start(number == 0 ? DocumentId.generate() : number);
        setAll();
    }

    private void take(JsonValue.Members members, int position) throws RefusedException {
        int column = columnOf(members.key());
        refuseTwice(values[column] != null, columns.get(column).name());
        if (members.value().isArray()) {
            ArrayValues.check(members.key().asText(), members.value());
        }
        values[column] = members.value();
        positions[column] = position;
    }

    private int columnOf(JsonValue key) throws RefusedException {
        for (int i = 0; i < columns.size(); i++) {
            if (key.textEquals(columns.get(i).name())) {
                return i;
            }
        }
        String name = key.asText();
        return schema.column(name.toLowerCase(Locale.ROOT))
                .map(columns::indexOf)
                .orElseThrow(() -> RefusedException.conflict("unknown column: '" + name + "'"));
    }

    private static void refuseTwice(boolean there, String column) throws RefusedException {
        if (there) {
            throw RefusedException.conflict("column '" + column + "' specified twice");
        }
    }

    private void setAll() throws RefusedException {
        int fields = schema.fields();
        // Manticore looks at the attributes first; the first bad value is the one that is reported.
        for (int i = fields; i < values.length; i++) {
            set(columns.get(i), values[i], positions[i]);
        }
        for (int i = 0; i < fields; i++) {
            set(columns.get(i), values[i], positions[i]);
        }
    }

    private void set(Column column, @Nullable JsonValue value, int position) throws RefusedException {
        if (value != null) {
            cells.set(column, value, position);
        }
    }
}
