package io.millrace.benchmark.encode;

import io.millrace.bridge.ChangeEventConverter;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.Converter;

/** The converters that are compared. */
public enum Encoding {
    CHANGE_EVENT("ChangeEventConverter", ChangeEventConverter.class, Map.of()),
    JSON_WITH_SCHEMAS(
            "JsonConverter with schemas",
            JsonConverter.class,
            Map.of("schemas.enable", "true", "replace.null.with.default", "false")),
    JSON_WITHOUT_SCHEMAS(
            "JsonConverter without schemas",
            JsonConverter.class,
            Map.of("schemas.enable", "false", "replace.null.with.default", "false"));

    private final String title;
    private final Class<? extends Converter> converter;
    private final Map<String, String> settings;

    Encoding(String title, Class<? extends Converter> converter, Map<String, String> settings) {
        this.title = title;
        this.converter = converter;
        this.settings = settings;
    }

    public String title() {
        return title;
    }

    /** Creates and configures the converter, as Connect does. */
    public Converter create(boolean isKey) {
        Converter instance = this == CHANGE_EVENT ? new ChangeEventConverter() : new JsonConverter();
        instance.configure(settings, isKey);
        return instance;
    }

    /** The settings that make a connector use this converter for keys and values. */
    public Map<String, String> forConnector() {
        Map<String, String> properties = new TreeMap<>();
        for (String prefix : new String[] {"key.converter", "value.converter"}) {
            properties.put(prefix, converter.getName());
            settings.forEach((key, value) -> properties.put(prefix + '.' + key, value));
        }
        return properties;
    }

    /** Only ChangeEventConverter needs the declared types; they would make JSON's schemas larger. */
    public boolean needsDeclaredTypes() {
        return this == CHANGE_EVENT;
    }
}
