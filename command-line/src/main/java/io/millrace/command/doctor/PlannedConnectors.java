package io.millrace.command.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.command.console.CommandException;
import io.millrace.state.ConfiguredConnector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the files that will be posted to Connect. */
final class PlannedConnectors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PlannedConnectors() {}

    /** @throws CommandException if a file is not what {@code POST /connectors} takes */
    static List<ConfiguredConnector> read(List<Path> files) {
        List<ConfiguredConnector> connectors = new ArrayList<>();
        for (Path file : files) {
            JsonNode connector;
            try {
                connector = JSON.readTree(file.toFile());
            } catch (JsonProcessingException e) {
                throw new CommandException(
                        file + " is not JSON: " + e.getOriginalMessage() + " in line "
                                + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()),
                        e);
            } catch (IOException e) {
                throw new CommandException("Cannot read " + file + ": " + e.getMessage(), e);
            }
            String name = connector.path("name").asText();
            if (name.isEmpty() || !connector.path("config").isObject()) {
                throw new CommandException(
                        file
                                + " is not a connector for POST /connectors: it must be an object with \"name\" and \"config\"");
            }
            Map<String, String> settings = new TreeMap<>();
            connector
                    .path("config")
                    .properties()
                    .forEach(setting ->
                            settings.put(setting.getKey(), setting.getValue().asText()));
            settings.put("name", name);
            connectors.add(new ConfiguredConnector(name, settings, settings, Optional.empty()));
        }
        return connectors;
    }
}
