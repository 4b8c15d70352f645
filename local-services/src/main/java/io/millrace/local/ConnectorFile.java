package io.millrace.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;

/** The connectors' files in connect-config, which tests and benchmarks register as they are or change. */
public final class ConnectorFile {
    private ConnectorFile() {}

    /** What {@code POST /connectors} takes. */
    public static String text(String connector) {
        try {
            return Files.readString(Checkout.connectConfig().resolve(connector + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the configuration of " + connector, e);
        }
    }

    /** The settings, and the connector's name. */
    public static Map<String, String> settings(String connector) {
        Map<String, String> settings = new LinkedHashMap<>();
        try {
            new ObjectMapper()
                    .readTree(text(connector))
                    .path("config")
                    .properties()
                    .forEach(property ->
                            settings.put(property.getKey(), property.getValue().asText()));
        } catch (IOException e) {
            throw new UncheckedIOException("The configuration of " + connector + " is not JSON", e);
        }
        settings.put("name", connector);
        return settings;
    }
}
