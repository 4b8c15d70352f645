package io.millrace.command.doctor;

import io.millrace.state.ConfiguredConnector;
import java.util.List;
import java.util.Optional;

/** Checks the settings of a Debezium connector that lose or change something without a word. */
final class SourceSettingsChecks {
    private static final List<Expected> EXPECTED = List.of(
            new Expected(
                    "exactly.once.support",
                    List.of("required"),
                    "requested",
                    "without it, a crash of a worker can repeat or lose records"),
            new Expected(
                    "bigint.unsigned.handling.mode",
                    List.of("precise"),
                    "long",
                    "numbers above 2^63 - 1 become negative"),
            new Expected("decimal.handling.mode", List.of("precise", "string"), "precise", "decimals are rounded"),
            new Expected(
                    "time.precision.mode",
                    List.of("adaptive_time_microseconds", "microseconds", "isostring"),
                    "adaptive_time_microseconds",
                    "times lose digits, or cannot be negative or above 24 h"),
            new Expected(
                    "enable.time.adjuster", List.of("false"), "true", "the years 0 to 99 are moved to 1970 to 2069"),
            new Expected(
                    "column.propagate.source.type",
                    List.of(".*"),
                    "",
                    "VARCHAR and TEXT, or signed and unsigned numbers, cannot be told apart"),
            new Expected("skipped.operations", List.of("none"), "t", "operations are skipped, TRUNCATE by default"),
            new Expected(
                    "snapshot.mode",
                    List.of("initial", "no_data", "schema_only", "initial_only", "configuration_based", "custom"),
                    "initial",
                    "rows that were deleted while the binlog was unavailable stay in the index"),
            new Expected(
                    "include.schema.changes",
                    List.of("true"),
                    "true",
                    "the bridge does not see statements that change rows without events, such as DROP TABLE"),
            new Expected(
                    "schema.history.internal",
                    List.of("io.millrace.history.BinlogSchemaHistory"),
                    "io.debezium.storage.kafka.history.KafkaSchemaHistory",
                    "a source that starts again may read rows with the columns that their table had later"),
            new Expected(
                    "schema.history.internal.skip.unparseable.ddl",
                    List.of("true"),
                    "false",
                    "a statement that Debezium cannot parse stops the source, in whatever database it is executed"),
            new Expected(
                    "event.converting.failure.handling.mode",
                    List.of("fail"),
                    "warn",
                    "a value that Debezium cannot convert becomes NULL"),
            new Expected(
                    "inconsistent.schema.handling.mode",
                    List.of("fail"),
                    "fail",
                    "changes of a table whose structure is not known are skipped"),
            new Expected(
                    "event.processing.failure.handling.mode",
                    List.of("fail"),
                    "fail",
                    "binlog events that cannot be read are skipped"));

    private final Diagnosis.Findings findings;

    /**
     * A setting that should have one of several values.
     *
     * @param values the first one is recommended
     * @param defaultValue what holds if it is not set
     * @param consequence what happens with other values
     */
    private record Expected(String setting, List<String> values, String defaultValue, String consequence) {
        Optional<String> other(ConfiguredConnector source) {
            String value = source.setting(setting, defaultValue);
            return values.contains(value) ? Optional.empty() : Optional.of(value);
        }
    }

    SourceSettingsChecks(Diagnosis.Findings findings) {
        this.findings = findings;
    }

    void run(ConfiguredConnector source) {
        for (Expected expected : EXPECTED) {
            expected.other(source)
                    .ifPresent(value -> findings.warning(
                            "source-setting",
                            expected.setting() + " of " + source.name() + " is "
                                    + (value.isEmpty() ? "not set" : value),
                            "With this value, " + expected.consequence(),
                            "Set " + expected.setting() + "="
                                    + expected.values().get(0) + " in "
                                    + source.name()));
        }
        if (source.number("heartbeat.interval.ms", 0) <= 0) {
            findings.warning(
                    "source-heartbeat",
                    "heartbeat.interval.ms of " + source.name() + " is not set",
                    "While only other databases change, the position does not advance, and MySQL purges the binlogs"
                            + " from which the source would resume",
                    "Set heartbeat.interval.ms=10000 in " + source.name());
        }
    }
}
