package io.millrace.manticore;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** A number above 0, or nothing. */
final class Positive implements ConfigDef.Validator {
    @Override
    public void ensureValid(String name, @Nullable Object value) {
        if (value instanceof Number number && number.longValue() <= 0) {
            throw new ConfigException(name, value, "Must be above 0");
        }
    }

    @Override
    public String toString() {
        return "[1,...]";
    }
}
