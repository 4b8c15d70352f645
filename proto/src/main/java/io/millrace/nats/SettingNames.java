package io.millrace.nats;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds settings that can only be mistakes: Kafka Connect silently ignores a name that nothing defines. */
public final class SettingNames {
    private static final int SIMILAR = 2;
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}:]+):[^}]*}");

    /** Connect's own settings, which it does not check either. */
    private static final List<String> OF_CONNECT = List.of(
            "errors.tolerance",
            "errors.retry.timeout",
            "errors.retry.delay.max.ms",
            "errors.log.enable",
            "errors.log.include.messages",
            "errors.deadletterqueue.topic.name",
            "errors.deadletterqueue.topic.replication.factor",
            "errors.deadletterqueue.context.headers.enable");

    private SettingNames() {}

    /**
     * The faults of settings that nothing defines although they begin like ours, in any case, or are spelled nearly like
     * one of them, and of our settings whose value is still a reference to a configuration provider.
     *
     * @param properties the connector's properties, with references resolved
     * @param defined the names of the connector's settings
     * @param free the prefix of settings whose names are not known beforehand; empty for none
     */
    public static Map<String, String> faults(Map<String, String> properties, Collection<String> defined, String free) {
        Map<String, String> faults = new TreeMap<>();
        List<String> prefixes =
                defined.stream().map(SettingNames::firstPart).distinct().toList();
        properties.forEach((name, value) -> {
            boolean isFree = !free.isEmpty() && name.startsWith(free);
            boolean ours = isFree || prefixes.contains(firstPart(name.toLowerCase(Locale.ROOT)));
            Matcher reference = REFERENCE.matcher(Objects.requireNonNullElse(value, ""));
            if (ours && reference.find()) {
                faults.put(
                        name,
                        "Is still " + reference.group() + ": the worker's configuration provider '" + reference.group(1)
                                + "' does not have it, or there is no such provider");
            } else if (!isFree && !defined.contains(name) && !OF_CONNECT.contains(name)) {
                Optional<String> similar = similar(name, defined).or(() -> withPrefix(name, free));
                if (similar.isPresent()) {
                    faults.put(name, "There is no such setting; did you mean " + similar.get() + "?");
                } else if (ours) {
                    faults.put(name, "There is no such setting");
                }
            }
        });
        return faults;
    }

    private static Optional<String> similar(String name, Collection<String> defined) {
        String lower = name.toLowerCase(Locale.ROOT);
        Map<String, Integer> distances = Stream.concat(defined.stream(), OF_CONNECT.stream())
                .distinct()
                .collect(Collectors.toMap(each -> each, each -> distance(lower, each)));
        return distances.entrySet().stream()
                .filter(each -> each.getValue() <= SIMILAR)
                .min(Comparator.comparing(Map.Entry::getValue))
                .map(Map.Entry::getKey);
    }

    /** The name with the prefix that it has nearly, {@code Table.} or {@code tables.}. */
    private static Optional<String> withPrefix(String name, String free) {
        String[] parts = name.split("\\.", 2);
        return !free.isEmpty()
                        && parts.length == 2
                        && distance(parts[0].toLowerCase(Locale.ROOT) + '.', free) <= SIMILAR
                ? Optional.of(free + parts[1])
                : Optional.empty();
    }

    private static String firstPart(String name) {
        return name.split("\\.", 2)[0];
    }

    /** How many letters must be added, removed or replaced. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
