package io.millrace.manticore;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** A time like 2026-01-31T12:00:00Z, or nothing. */
final class IsoTime implements ConfigDef.Validator {
    @Override
    public void ensureValid(String name, @Nullable Object value) {
        if (value != null) {
            try {
                Instant.parse(value.toString());
            } catch (DateTimeParseException e) {
                throw new ConfigException(name, value, "Must be a time like 2026-01-31T12:00:00Z");
            }
        }
    }

    @Override
    public String toString() {
        return "a time like 2026-01-31T12:00:00Z";
    }
}
