package io.millrace.command.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers queries that contain a text with prepared rows, and all others with none. */
final class FakeMySql implements SqlQueries {
    private final Map<String, List<Map<String, String>>> answers = new LinkedHashMap<>();

    FakeMySql answering(String part, Map<String, String> row) {
        return answering(part, List.of(row));
    }

    FakeMySql answering(String part, List<Map<String, String>> rows) {
        answers.put(part, rows);
        return this;
    }

    @Override
    public List<Map<String, String>> rows(String query) {
        List<Map<String, String>> rows = new ArrayList<>();
        answers.forEach((part, answer) -> {
            if (query.contains(part)) {
                rows.addAll(answer);
            }
        });
        return rows;
    }
}
