package io.millrace.audit.source;

import io.debezium.config.Configuration;
import io.millrace.bridge.ChangeEventConverter;
import io.millrace.state.mysql.MySqlLogin;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The settings of the running source connector. */
final class SourceSettings {
    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}:]+:[^}]*}");

    /** Transformations after which an event has the same key and the same row. */
    private static final Set<String> HARMLESS_TRANSFORMATIONS = Set.of(
            "io.debezium.transforms.ByLogicalTableRouter",
            "io.debezium.transforms.ExtractNewRecordState",
            "org.apache.kafka.connect.transforms.DropHeaders",
            "org.apache.kafka.connect.transforms.InsertHeader",
            "org.apache.kafka.connect.transforms.RegexRouter",
            "org.apache.kafka.connect.transforms.TimestampRouter");

    /** Reads columns of MySQL again, as the audit does. */
    private static final Set<String> HARMLESS_POST_PROCESSORS =
            Set.of("io.debezium.processors.reselect.ReselectColumnsPostProcessor");

    /** Begin the names of settings on which rows do not depend. */
    private static final List<String> UNUSED = List.of(
            "schema.history.internal", "producer.", "topic.creation.", "key.converter.", "signal.", "notification.");

    private final Map<String, String> settings;

    /** @throws UnreadableSourceException if rows may differ from the table's in a way that only the connector knows */
    SourceSettings(Map<String, String> settings) {
        this.settings = Map.copyOf(settings);
        requireHarmless("transformation", "transforms", "transforms.", HARMLESS_TRANSFORMATIONS);
        requireHarmless("post-processor", "post.processors", "", HARMLESS_POST_PROCESSORS);
        requireConverters();
        requireAllOperations();
    }

    /** As Debezium reads them, with another login. */
    Configuration with(MySqlLogin login) {
        Map<String, String> changed = new HashMap<>(settings);
        changed.put("database.hostname", login.host());
        changed.put("database.port", Integer.toString(login.port()));
        changed.put("database.user", login.user());
        changed.put("database.password", login.password());
        // Otherwise the driver sends two more statements with each query.
        changed.putIfAbsent("driver.netTimeoutForStreamingResults", "0");
        changed.forEach(SourceSettings::requireResolved);
        return Configuration.from(changed);
    }

    /** How large the source's events may be. */
    int maxEventBytes() {
        String set = settings.get("value.converter." + ChangeEventConverter.MAX_BYTES);
        return set == null ? ChangeEventConverter.DEFAULT_MAX_BYTES : Integer.parseInt(set);
    }

    private void requireHarmless(String kind, String list, String prefix, Set<String> harmless) {
        elements(list).forEach(name -> {
            String type = settings.getOrDefault(prefix + name + ".type", "");
            if (!harmless.contains(type)) {
                throw new UnreadableSourceException("The source connector has the " + kind + " " + name + " (" + type
                        + "), and the audit cannot know what it makes of a row. Rows can be audited only without it");
            }
        });
    }

    private void requireConverters() {
        elements("converters").forEach(name -> {
            String type = settings.getOrDefault(name + ".type", "");
            try {
                Class.forName(type, false, Thread.currentThread().getContextClassLoader());
            } catch (ClassNotFoundException | LinkageError e) {
                throw new UnreadableSourceException(
                        "The source connector has the converter " + name + " (" + type
                                + "), which is not on the class path here, so the audit cannot convert values as it does",
                        e);
            }
        });
    }

    private void requireAllOperations() {
        elements("skipped.operations")
                .filter(operation -> Set.of("c", "r", "u", "d").contains(operation))
                .findFirst()
                .ifPresent(operation -> {
                    throw new UnreadableSourceException("The source connector leaves out changes: skipped.operations="
                            + settings.get("skipped.operations")
                            + ". Set it to none, and take a new snapshot, for the index to be equal to the tables");
                });
    }

    private static void requireResolved(String name, String value) {
        if (PLACEHOLDER.matcher(value).find() && UNUSED.stream().noneMatch(name::startsWith)) {
            throw new UnreadableSourceException("The source connector's setting " + name + " is " + value
                    + ", which only its worker can resolve; the audit needs the value itself");
        }
    }

    private Stream<String> elements(String setting) {
        return COMMA.splitAsStream(settings.getOrDefault(setting, ""))
                .map(String::strip)
                .filter(element -> !element.isEmpty());
    }
}
