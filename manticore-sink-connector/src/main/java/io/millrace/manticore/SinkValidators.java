package io.millrace.manticore;

import io.millrace.manticore.rules.TargetPattern;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/** What single settings of the sink accept. */
final class SinkValidators {
    static final Validator POSITIVE_OR_UNSET = LambdaValidator.with(
            (name, value) -> {
                if (value instanceof Number number && number.longValue() <= 0) {
                    throw new ConfigException(name, value, "Must be above 0");
                }
            },
            () -> "[1,...]");

    static final Validator TIME_OR_UNSET = LambdaValidator.with(
            (name, value) -> {
                try {
                    if (value != null) {
                        Instant.parse(value.toString());
                    }
                } catch (DateTimeParseException e) {
                    throw new ConfigException(name, value, "Must be a time like 2026-01-31T12:00:00Z");
                }
            },
            () -> "a time like 2026-01-31T12:00:00Z");

    /** The patterns that {@link TargetPattern} accepts. */
    static final Validator TARGET_PATTERN = LambdaValidator.with(
            (name, value) -> {
                try {
                    new TargetPattern(String.valueOf(value));
                } catch (IllegalArgumentException e) {
                    throw new ConfigException(name, value, e.getMessage());
                }
            },
            () -> "${source}, ${database}, ${table}, letters, digits and underscores");

    private SinkValidators() {}
}
