package io.millrace.command.doctor;

import io.millrace.state.ConfiguredConnector;
import java.util.Map;
import java.util.Optional;

/** Checks a Manticore server and the tables that the sink writes to. */
final class ManticoreChecks {
    private static final int SYNC_MS = 1_000;

    private final Diagnosis.Findings findings;

    ManticoreChecks(Diagnosis.Findings findings) {
        this.findings = findings;
    }

    /**
     * @param status of SHOW STATUS
     * @param settings of SHOW SETTINGS: what the configuration file sets
     */
    void server(Map<String, String> status, Map<String, String> settings, ConfiguredConnector sink) {
        String version = status.getOrDefault("version", "");
        // Builds from the sources have no version number.
        if (Versions.isBefore(version, 6, 0) && !version.startsWith("0.")) {
            findings.error(
                    "manticore-version",
                    "The server is Manticore " + version,
                    "Millrace uses what Manticore has since 6.0",
                    "Upgrade Manticore to 6.0 or later");
        }
        autoSchema(version, settings.getOrDefault("searchd.auto_schema", "1"));
        binlog(settings, sink);
        if (!status.getOrDefault("maxed_out", "0").equals("0")) {
            findings.warning(
                    "manticore-connections",
                    "Manticore has refused " + status.get("maxed_out")
                            + " requests because max_connections was reached",
                    "The sink waits while that lasts, and searches fail",
                    "Raise searchd.max_connections in manticore.conf and restart Manticore");
        }
    }

    private void autoSchema(String version, String autoSchema) {
        // Tables are guessed by Buddy, which adds itself to the version.
        if (!autoSchema.equals("0") && version.contains("buddy")) {
            findings.warning(
                    "auto-schema",
                    "auto_schema is on",
                    "A document that arrives for a table that was just dropped makes Manticore create the table by"
                            + " guessing its types",
                    "Set auto_schema = 0 in the section searchd of manticore.conf and restart Manticore");
        }
    }

    private void binlog(Map<String, String> settings, ConfiguredConnector sink) {
        if (settings.getOrDefault("searchd.binlog_path", "on").isBlank()) {
            findings.error(
                    "manticore-binlog",
                    "binlog_path is empty, so Manticore writes no binlog",
                    "Rows since the last save of a table are gone after a crash",
                    "Set binlog_path in manticore.conf to a folder, and restart Manticore");
        }
        String flush = settings.getOrDefault("searchd.binlog_flush", "2");
        if (!flush.equals("1") && sink.number("ack.delay.ms", 2 * SYNC_MS) < SYNC_MS) {
            findings.error(
                    "ack-delay",
                    "ack.delay.ms of " + sink.name() + " is " + sink.number("ack.delay.ms", 0)
                            + ", and Manticore syncs its binlog once a second (binlog_flush=" + flush + ")",
                    "A power cut of the search host loses rows that are acknowledged already",
                    "Set ack.delay.ms=2000 in " + sink.name() + ", or binlog_flush = 1 in manticore.conf");
        }
    }

    /** @param free and total bytes of the disk that holds the tables */
    void disk(String directory, long free, long total) {
        long percent = total > 0 ? free * 100 / total : 100;
        if (percent < 10) {
            findings.add(
                    percent < 2 ? Severity.ERROR : Severity.WARNING,
                    "manticore-disk",
                    "The disk of Manticore's " + directory + " has " + (free >> 20) + " MiB left, " + percent + " %",
                    "With a full disk Manticore refuses all writes, and a restart then can lose documents",
                    "Free or add space before Manticore is restarted, and only then restart it");
        }
    }

    /** @param status of SHOW TABLE STATUS; empty if there is no such table */
    void table(String table, Optional<Map<String, String>> status, boolean written) {
        if (status.isEmpty()) {
            if (written) {
                findings.error(
                        "table-missing",
                        "Table " + table + " is not in Manticore, though rows were written to it",
                        "It was dropped, or Manticore cannot open it; the rows in it are not found",
                        "Restart Manticore if its disk was full; otherwise read the table again: docs/mapping.md, Rebuild");
            }
            return;
        }
        if (!status.get().getOrDefault("locked", "0").equals("0")) {
            findings.warning(
                    "table-locked",
                    "Table " + table + " is locked in Manticore",
                    "The sink waits until it is unlocked",
                    "UNFREEZE " + table + ", if no backup is running");
        }
    }
}
