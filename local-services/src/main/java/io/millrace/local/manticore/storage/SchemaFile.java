package io.millrace.local.manticore.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A schema as lines of tab-separated words. */
final class SchemaFile {
    private static final String NAME = "schema";

    private SchemaFile() {}

    static void write(Path folder, Schema schema) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Column column : schema.columns()) {
            lines.add(String.join(
                    "\t",
                    "column",
                    column.name(),
                    column.type().name(),
                    Boolean.toString(column.indexed()),
                    Boolean.toString(column.stored()),
                    column.options()));
        }
        schema.options().forEach((name, value) -> lines.add(String.join("\t", "option", name, value)));
        Files.write(folder.resolve(NAME), lines);
    }

    static Schema read(Path folder) throws IOException {
        List<Column> columns = new ArrayList<>();
        Map<String, String> options = new LinkedHashMap<>();
        for (String line : Files.readAllLines(folder.resolve(NAME))) {
            String[] words = line.split("\t", -1);
            if (words[0].equals("column")) {
                columns.add(new Column(
                        words[1],
                        ColumnType.valueOf(words[2]),
                        Boolean.parseBoolean(words[3]),
                        Boolean.parseBoolean(words[4]),
                        words[5]));
            } else {
                options.put(words[1], words[2]);
            }
        }
        return new Schema(columns, options);
    }
}
