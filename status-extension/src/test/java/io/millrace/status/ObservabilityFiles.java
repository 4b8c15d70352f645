package io.millrace.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is in deploy/observability. */
final class ObservabilityFiles {
    static final Path FOLDER =
            Path.of("..", "deploy", "observability").toAbsolutePath().normalize();

    private ObservabilityFiles() {}

    /**
     * What Prometheus is asked, and what is made of its answer.
     *
     * @param name of the alert or the panel
     * @param text with labels of the answer in it
     */
    record Query(String name, String expression, String text) {}

    static String rules() throws IOException {
        return Files.readString(FOLDER.resolve("millrace.rules.yml"));
    }

    /** The alerts by their names. */
    static Map<String, Query> alerts() throws IOException {
        Map<String, Query> alerts = new TreeMap<>();
        for (String rule : rules().replaceAll("(?m)^ *#.*\n", "").split("- alert: ")) {
            if (rule.startsWith("Millrace")) {
                String name = rule.lines().findFirst().orElseThrow();
                String expression = rule.substring(rule.indexOf("expr:"), rule.indexOf("        labels:"))
                        .replaceAll("(?m)^ *for: .*$", "");
                alerts.put(name, new Query(name, expression, rule.substring(rule.indexOf("annotations:"))));
            }
        }
        return alerts;
    }

    static JsonNode dashboard() throws IOException {
        return new ObjectMapper()
                .readTree(FOLDER.resolve("millrace.dashboard.json").toFile());
    }

    /** Those of the dashboard's panels. */
    static List<Query> panels() throws IOException {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : dashboard().path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(new Query(
                        panel.path("title").asText(),
                        target.path("expr").asText(),
                        target.path("legendFormat").asText()));
            }
        }
        return queries;
    }
}
