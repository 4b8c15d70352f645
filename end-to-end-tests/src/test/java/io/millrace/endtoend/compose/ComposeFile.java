package io.millrace.endtoend.compose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.Checkout;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** What docker-compose.yml says of each service. */
final class ComposeFile {
    static final Path PATH = Checkout.root().resolve("docker-compose.yml");

    private ComposeFile() {}

    /** The services by name, with what they take from another one by an alias. */
    static Map<String, JsonNode> services() throws IOException {
        Map<String, JsonNode> services = new LinkedHashMap<>();
        // Jackson's own reader of YAML follows no aliases.
        try (Reader reader = Files.newBufferedReader(PATH)) {
            JsonNode file = new ObjectMapper().valueToTree(new Yaml().load(reader));
            file.path("services").properties().forEach(each -> services.put(each.getKey(), each.getValue()));
        }
        return services;
    }

    /** Those that run until they are stopped. */
    static Map<String, JsonNode> servers() throws IOException {
        Map<String, JsonNode> servers = services();
        servers.values().removeIf(service -> !service.has("healthcheck"));
        return servers;
    }

    /** The elements of a list that a service has, or nothing. */
    static List<JsonNode> elements(JsonNode service, String name) {
        List<JsonNode> elements = new ArrayList<>();
        service.path(name).forEach(elements::add);
        return elements;
    }
}
