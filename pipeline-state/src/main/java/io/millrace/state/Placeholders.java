package io.millrace.state;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The placeholders in connectors' settings, {@code ${env:NAME}} and {@code ${file:path:key}}, resolved on this machine. */
public final class Placeholders {
    /** As Connect has it. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*?):(?:([^}]*?):)?([^}]*?)}");

    private final Map<String, String> environment;

    public Placeholders(Map<String, String> environment) {
        this.environment = environment;
    }

    public static boolean isIn(String value) {
        return PLACEHOLDER.matcher(value).find();
    }

    /** The value without placeholders; empty if this machine does not know what one of them stands for. */
    public Optional<String> resolve(String value) {
        Matcher matcher = PLACEHOLDER.matcher(value);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            Optional<String> meaning = meaning(matcher.toMatchResult());
            if (meaning.isEmpty()) {
                return Optional.empty();
            }
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(meaning.get()));
        }
        return Optional.of(matcher.appendTail(resolved).toString());
    }

    private Optional<String> meaning(MatchResult placeholder) {
        return switch (placeholder.group(1)) {
            case "env" -> Optional.ofNullable(environment.get(placeholder.group(3)));
            case "file" ->
                Optional.ofNullable(placeholder.group(2)).flatMap(file -> inFile(file, placeholder.group(3)));
            default -> Optional.empty();
        };
    }

    private static Optional<String> inFile(String file, String key) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        } catch (IOException notOnThisMachine) {
            return Optional.empty();
        }
        return Optional.ofNullable(properties.getProperty(key));
    }
}
