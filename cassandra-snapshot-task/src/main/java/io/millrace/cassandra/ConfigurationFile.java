package io.millrace.cassandra;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A properties file of settings, in which {@code ${env:NAME}} is replaced by an environment variable, as in Connect's files. */
final class ConfigurationFile {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:(\\w+)}");

    private ConfigurationFile() {}

    /** @throws ConfigurationFaultException when the file cannot be read, has an unknown key or names an unset variable */
    static Map<String, String> read(Path file, Map<String, String> environment) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationFaultException("Could not read the configuration file " + file + ": " + e);
        }
        Set<String> known =
                SnapshotSetting.all().stream().map(SnapshotSetting::key).collect(Collectors.toSet());
        List<String> faults = new ArrayList<>();
        Map<String, String> values = new HashMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (!known.contains(key)) {
                faults.add(file + ": unknown setting " + key);
            }
            values.put(key, substitute(key, properties.getProperty(key), environment, faults));
        }
        if (!faults.isEmpty()) {
            throw new ConfigurationFaultException(faults);
        }
        return values;
    }

    private static String substitute(String key, String value, Map<String, String> environment, List<String> faults) {
        Matcher matcher = VARIABLE.matcher(value);
        return matcher.replaceAll(variable -> {
            String replacement = environment.get(variable.group(1));
            if (replacement == null) {
                faults.add(key + ": the environment variable " + variable.group(1) + " is not set");
                return "";
            }
            return Matcher.quoteReplacement(replacement);
        });
    }
}
