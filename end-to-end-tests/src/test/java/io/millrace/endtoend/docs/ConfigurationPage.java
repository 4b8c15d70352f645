package io.millrace.endtoend.docs;

import io.millrace.local.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * The page in docs/ that lists the settings of one plug-in archive, rendered from their definitions. {@code
 * docs/rewrite-configuration} rewrites all pages.
 */
final class ConfigurationPage {
    private static final String REWRITE = "millrace.docs.rewrite";
    private static final long MS_PER_S = 1000;
    private static final long MEBIBYTE = 1 << 20;

    private final Path file;
    private final String title;
    private final List<Part> parts;

    /**
     * The settings of one plug-in class.
     *
     * @param introduction what the class is and where its settings belong, in Markdown
     */
    record Part(String name, String introduction, ConfigDef definition) {}

    /** @param fileName the page's name in docs/ */
    ConfigurationPage(String fileName, String title, Part... parts) {
        this.file = Checkout.root().resolve("docs").resolve(fileName);
        this.title = title;
        this.parts = List.of(parts);
    }

    /** The page as it should be. */
    String render() {
        StringBuilder page = new StringBuilder("# ").append(title).append("\n\n");
        page.append("Made from the definitions in the code by `docs/rewrite-configuration`; do not edit it by hand.\n");
        for (Part part : parts) {
            page.append("\n## ").append(part.name()).append("\n\n");
            page.append(part.introduction().strip()).append('\n');
            groups(part.definition()).forEach((group, settings) -> {
                page.append(group.isEmpty() ? "" : "\n### " + group + '\n');
                page.append("\n| setting | type | default | valid | what it does |\n|---|---|---|---|---|\n");
                settings.forEach(setting -> page.append(row(setting)));
            });
        }
        return page.toString();
    }

    /** The page as it is in docs/; first rewritten if the system property {@code millrace.docs.rewrite} is true. */
    String published() {
        try {
            if (Boolean.getBoolean(REWRITE)) {
                Files.writeString(file, render());
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read or written", e);
        }
    }

    private static Map<String, List<ConfigKey>> groups(ConfigDef definition) {
        Map<String, List<ConfigKey>> groups = new LinkedHashMap<>();
        if (definition.groups().isEmpty()) {
            groups.put("", List.copyOf(definition.configKeys().values()));
        }
        for (String group : definition.groups()) {
            groups.put(
                    group,
                    definition.configKeys().values().stream()
                            .filter(key -> group.equals(key.group))
                            .sorted(Comparator.comparingInt(key -> key.orderInGroup))
                            .toList());
        }
        return groups;
    }

    private static String row(ConfigKey key) {
        return "| `" + key.name + "` | " + key.type.name().toLowerCase(Locale.ROOT) + " | " + defaultOf(key) + " | "
                + (key.validator == null ? "" : cell(key.validator.toString())) + " | " + cell(key.documentation)
                + " |\n";
    }

    private static String defaultOf(ConfigKey key) {
        if (!key.hasDefault()) {
            return "*required*";
        }
        if (key.defaultValue == null) {
            return "";
        }
        String text = '`' + ConfigDef.convertToString(key.defaultValue, key.type) + '`';
        return key.type == Type.LONG ? text + inWords(key.name, (Long) key.defaultValue) : text;
    }

    private static String inWords(String name, long value) {
        if (name.endsWith(".ms") && value > 0 && value % MS_PER_S == 0) {
            return " (" + time(Duration.ofMillis(value)) + ')';
        }
        if (name.endsWith(".bytes") && value > 0 && value % MEBIBYTE == 0) {
            return " (" + value / MEBIBYTE + " MiB)";
        }
        return "";
    }

    private static String time(Duration time) {
        if (time.equals(Duration.ofDays(time.toDays()))) {
            return time.toDays() + " d";
        }
        if (time.equals(Duration.ofHours(time.toHours()))) {
            return time.toHours() + " h";
        }
        return time.equals(Duration.ofMinutes(time.toMinutes())) ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }

    private static String cell(String text) {
        return text.replaceAll("[|*<>\\[\\]]", "\\\\$0").replace('\n', ' ');
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
    }
}
