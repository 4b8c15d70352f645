package io.millrace.nats;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds settings that can only be mistakes: Kafka Connect passes over a name that nothing defines without a word. */
public final class SettingNames {
    private static final int SIMILAR = 2;
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}:]+):[^}]*}");

    /** Connect's own, which it does not check either. */
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
     * The fault of each setting that begins as ours do, or is spelled nearly like one, and that nothing defines; and of
     * each of ours whose value still is a reference to a configuration provider.
     *
     * @param properties the connector's, with references resolved
     * @param defined the names of the connector's settings
     * @param free what the names of settings begin with that are not known beforehand; empty for none
     */
    public static Map<String, String> faults(Map<String, String> properties, Collection<String> defined, String free) {
        Map<String, String> faults = new TreeMap<>();
        List<String> prefixes =
                defined.stream().map(SettingNames::firstPart).distinct().toList();
        properties.forEach((name, value) -> {
            boolean ours = prefixes.contains(firstPart(name)) || !free.isEmpty() && name.startsWith(free);
            Matcher reference = REFERENCE.matcher(Objects.requireNonNullElse(value, ""));
            if (ours && reference.find()) {
                faults.put(
                        name,
                        "Still is " + reference.group() + ": the worker's configuration provider '" + reference.group(1)
                                + "' does not have it, or there is no such provider");
            } else if (!defined.contains(name)
                    && !OF_CONNECT.contains(name)
                    && (free.isEmpty() || !name.startsWith(free))) {
                Optional<String> similar = similar(name, defined);
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
        Map<String, Integer> distances = Stream.concat(defined.stream(), OF_CONNECT.stream())
                .distinct()
                .collect(Collectors.toMap(each -> each, each -> distance(name, each)));
        return distances.entrySet().stream()
                .filter(each -> each.getValue() <= SIMILAR)
                .min(Comparator.comparing(Map.Entry::getValue))
                .map(Map.Entry::getKey);
    }

    private static String firstPart(String name) {
        return name.split("\\.", 2)[0];
    }

    /** How many letters have to be added, removed or replaced. */
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
