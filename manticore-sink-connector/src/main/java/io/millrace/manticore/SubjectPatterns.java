package io.millrace.manticore;

import io.millrace.event.Subject;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Patterns {@code cdc.<source>.<database>.<table>} that do not overlap: the server refuses such filters. */
final class SubjectPatterns implements ConfigDef.Validator {
    private static final int TOKENS = 4;

    @Override
    public void ensureValid(String name, Object value) {
        List<?> patterns = (List<?>) value;
        if (patterns.isEmpty()) {
            throw new ConfigException(name, value, "Name at least one pattern");
        }
        for (int i = 0; i < patterns.size(); i++) {
            String[] tokens = tokens(patterns.get(i));
            if (tokens.length != TOKENS || !tokens[0].equals(Subject.PREFIX) || !wellFormed(tokens)) {
                throw new ConfigException(
                        name,
                        patterns.get(i),
                        "Must have the form cdc.<source>.<database>.<table>, with * for any name");
            }
            for (Object other : patterns.subList(0, i)) {
                if (overlap(tokens, tokens(other))) {
                    throw new ConfigException(name, patterns.get(i), "Overlaps with " + other);
                }
            }
        }
    }

    private static boolean wellFormed(String[] tokens) {
        for (String token : tokens) {
            if (token.isEmpty()
                    || !token.equals("*") && (token.contains("*") || token.contains(">") || token.contains(" "))) {
                return false;
            }
        }
        return true;
    }

    private static boolean overlap(String[] one, String[] other) {
        for (int i = 0; i < TOKENS; i++) {
            if (!one[i].equals("*") && !other[i].equals("*") && !one[i].equals(other[i])) {
                return false;
            }
        }
        return true;
    }

    private static String[] tokens(Object pattern) {
        return String.valueOf(pattern).split("\\.", -1);
    }

    @Override
    public String toString() {
        return "patterns cdc.<source>.<database>.<table> that do not overlap";
    }
}
