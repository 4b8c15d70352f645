package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ConnectConfigIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Handed on to others, or read by Connect from beside its definitions. */
    private static final List<String> PREFIXES =
            List.of("consumer.override.", "topic.creation.", "schema.history.internal.kafka.");

    @Test
    void everyFileIsValidAndSetsNothingThatNobodyKnows() throws Exception {
        try (Pipeline pipeline = Pipeline.start(Path.of("target", "connect-config"))) {
            for (String connector : Pipeline.CONNECTORS) {
                Map<String, String> config = config(connector);

                JsonNode outcome = pipeline.connect().validate(config.getOrDefault("connector.class", ""), config);

                assertThat(outcome.path("error_count").asInt())
                        .as(outcome.toString())
                        .isZero();
                Set<String> unknown = new TreeSet<>(config.keySet());
                outcome.path("configs")
                        .forEach(key -> unknown.remove(
                                key.path("definition").path("name").asText()));
                unknown.removeIf(key -> PREFIXES.stream().anyMatch(key::startsWith));
                assertThat(unknown).as(connector).isEmpty();
            }
        }
    }

    private static Map<String, String> config(String connector) throws IOException {
        Map<String, String> config = new LinkedHashMap<>();
        JsonNode file = JSON.readTree(Pipeline.configuration(connector));
        file.path("config")
                .properties()
                .forEach(property ->
                        config.put(property.getKey(), property.getValue().asText()));
        config.put("name", connector);
        return config;
    }
}
