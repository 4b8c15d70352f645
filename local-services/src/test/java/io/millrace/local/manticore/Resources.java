package io.millrace.local.manticore;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** What was recorded with a real searchd. */
final class Resources {
    private Resources() {}

    static JsonNode json(String name) {
        String path = "/manticore/" + name + ".json";
        try (InputStream resource = Resources.class.getResourceAsStream(path)) {
            return ManticoreClient.JSON.readTree(Objects.requireNonNull(resource, path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
