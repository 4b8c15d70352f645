package io.millrace.state.mysql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the configuration of the Debezium connector. */
public final class DebeziumSettings {
    private static final Pattern COMMA = Pattern.compile("(?<!\\\\),");

    private final JsonNode configuration;

    public DebeziumSettings(JsonNode configuration) {
        this.configuration = configuration;
    }

    /** The source name in topics and subjects. */
    public String prefix() {
        return text("topic.prefix");
    }

    /** The topic of a table's events, as Debezium names it: what a topic's name cannot hold becomes an underscore. */
    public String topic(DatabaseTable table) {
        String delimiter = setting("topic.delimiter", ".");
        return (prefix() + delimiter + table.database() + delimiter + table.name()).replaceAll("[^A-Za-z0-9._-]", "_");
    }

    /** The signal table; empty if the connector does not read signals from a table. */
    public Optional<DatabaseTable> signalTable() {
        boolean read =
                configuration.path("signal.enabled.channels").asText("source").contains("source");
        return elements("signal.data.collection")
                .filter(name -> read && name.indexOf('.') > 0)
                .map(name ->
                        new DatabaseTable(name.substring(0, name.indexOf('.')), name.substring(name.indexOf('.') + 1)))
                .findFirst();
    }

    /** Whether Debezium writes watermarks to the signal table, which stay there. */
    public boolean keepsWatermarks() {
        return !isReadOnly()
                && !text("incremental.snapshot.watermarking.strategy").equalsIgnoreCase("insert_delete");
    }

    /** Whether Debezium writes nothing to MySQL, not even watermarks. */
    public boolean isReadOnly() {
        return Boolean.parseBoolean(text("read.only"));
    }

    /** Whether the connector reads signals from a topic. */
    public boolean readsSignalTopic() {
        return elements("signal.enabled.channels").anyMatch("kafka"::equals);
    }

    /** Whether rows of a table become events. Names match as they do in Debezium. */
    public boolean captures(DatabaseTable table) {
        return included("database", table.database())
                && included("table", table.toString())
                && !signalTable().equals(Optional.of(table));
    }

    /** Whether any table of a database can be captured. */
    public boolean capturesDatabase(String database) {
        return included("database", database);
    }

    /** The value of a setting; empty if it is not set. */
    public String setting(String name) {
        return text(name);
    }

    public String setting(String name, String otherwise) {
        String value = text(name);
        return value.isEmpty() ? otherwise : value;
    }

    private boolean included(String kind, String name) {
        List<Predicate<String>> included = patterns(kind + ".include.list");
        List<Predicate<String>> excluded = patterns(kind + ".exclude.list");
        return (included.isEmpty() || included.stream().anyMatch(pattern -> pattern.test(name)))
                && excluded.stream().noneMatch(pattern -> pattern.test(name));
    }

    private List<Predicate<String>> patterns(String setting) {
        return elements(setting)
                .map(pattern -> Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                        .asMatchPredicate())
                .toList();
    }

    private Stream<String> elements(String setting) {
        return COMMA.splitAsStream(text(setting))
                .map(element -> element.strip().replace("\\,", ","))
                .filter(element -> !element.isEmpty());
    }

    private String text(String setting) {
        return configuration.path(setting).asText();
    }
}
