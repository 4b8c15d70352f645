package io.millrace.manticore;

import io.millrace.manticore.rules.TargetPattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Accepts the patterns that {@link TargetPattern} does. */
final class TargetPatterns implements ConfigDef.Validator {
    @Override
    public void ensureValid(String name, Object value) {
        try {
            new TargetPattern(String.valueOf(value));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(name, value, e.getMessage());
        }
    }

    @Override
    public String toString() {
        return "${source}, ${database}, ${table}, letters, digits and underscores";
    }
}
