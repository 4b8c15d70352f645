package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.documents.DocumentRequest;
import io.millrace.local.manticore.documents.DocumentWriter;
import io.millrace.local.manticore.documents.Operation;
import io.millrace.local.manticore.documents.RefusedException;
import io.millrace.local.manticore.json.Json;
import io.millrace.local.manticore.json.JsonSyntaxException;
import io.millrace.local.manticore.json.JsonValue;
import io.millrace.local.manticore.json.JsonWriter;
import io.millrace.local.manticore.storage.Column;
import io.millrace.local.manticore.storage.Schema;
import io.millrace.local.manticore.storage.Transaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * INSERT and REPLACE: all rows or none.
 *
 * @param columns all of the table's, the id first, where the statement names none
 * @param rows values as JSON
 */
record Write(Operation operation, String table, Optional<List<String>> columns, List<List<String>> rows)
        implements Statement {
    @Override
    public Answer execute(Database database) throws SqlException, IOException {
        Transaction transaction = new Transaction(database.table(table, "table '" + table + "' absent"));
        List<String> names = columns.orElseGet(() -> allColumns(transaction.schema()));
        DocumentWriter writer = new DocumentWriter(transaction.row());
        try {
            for (List<String> row : rows) {
                DocumentRequest request = new DocumentRequest(
                        table, Optional.empty(), Optional.empty(), Optional.of(document(names, row)));
                database.changes().write(operation, request, writer, transaction);
            }
        } catch (RefusedException e) {
            throw new SqlException(e.reason());
        }
        transaction.commit();
        return new Done(rows.size());
    }

    private static List<String> allColumns(Schema schema) {
        return Stream.concat(
                        Stream.of(Column.ID.name()), schema.columns().stream().map(Column::name))
                .toList();
    }

    private static JsonValue document(List<String> names, List<String> row) throws SqlException {
        if (names.size() != row.size()) {
            throw new SqlException(
                    "column count does not match value count (expected " + names.size() + ", got " + row.size() + ")");
        }
        StringBuilder document = new StringBuilder("{");
        for (int i = 0; i < row.size(); i++) {
            document.append(i == 0 ? "" : ",")
                    .append(JsonWriter.quoted(names.get(i)))
                    .append(':')
                    .append(row.get(i));
        }
        return parsed(document.append('}').toString());
    }

    static JsonValue parsed(String document) throws SqlException {
        try {
            return new Json().parse(document.getBytes(StandardCharsets.UTF_8));
        } catch (JsonSyntaxException e) {
            throw new SqlException(String.valueOf(e.getMessage()));
        }
    }
}
