package io.millrace.command.doctor;

import io.millrace.state.BinlogPosition;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.DebeziumOffset;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Checks a MySQL server for what makes its binlog unreadable, incomplete or too short. */
final class MySqlChecks {
    private static final Duration SHORT = Duration.ofDays(1);
    private static final String WITHOUT_GTIDS =
            "When it begins to read the binlog, the source fails with: because \"this.gtidSet\" is null";

    private final MySqlFacts mysql;
    private final Clock clock;
    private final Diagnosis.Findings findings;

    MySqlChecks(MySqlFacts mysql, Clock clock, Diagnosis.Findings findings) {
        this.clock = clock;
        this.mysql = mysql;
        this.findings = findings;
    }

    /** @param offset how far the source is */
    void run(ConfiguredConnector source, DebeziumOffset offset) {
        version();
        if (!mysql.isOn("log_bin")) {
            findings.error(
                    "log-bin",
                    "log_bin is OFF",
                    "MySQL writes no binlog, so there are no changes to read",
                    "Remove skip-log-bin from my.cnf, set log-bin=binlog, and restart MySQL");
            return;
        }
        format();
        rowImage();
        partialJson();
        sessions();
        filters();
        replica();
        gtids(source);
        startWithoutGtids(source, offset);
        offset.position().ifPresent(this::purged);
        expiry(offset);
        serverId(source.setting("database.server.id", ""));
        xa();
    }

    private void version() {
        if (Versions.isBefore(mysql.version(), 8, 0)) {
            findings.error(
                    "mysql-version",
                    "The server is MySQL " + mysql.version(),
                    "Debezium and Millrace support MySQL 8.0 and later",
                    "Upgrade MySQL, or read from a replica of a supported version");
        }
    }

    private void format() {
        require(
                "binlog-format",
                "binlog_format",
                "ROW",
                "changes are written as statements, from which no rows can be read");
    }

    private void rowImage() {
        require(
                "binlog-row-image",
                "binlog_row_image",
                "FULL",
                "columns that a statement did not touch are missing in the binlog");
    }

    private void require(String check, String variable, String wanted, String reason) {
        String actual = mysql.variable(variable);
        // Where a version has removed the variable, the wanted value is all there is.
        if (!actual.isEmpty() && !actual.equalsIgnoreCase(wanted)) {
            findings.error(check, variable + " is " + actual, "With " + actual + ", " + reason, set(variable, wanted));
        }
    }

    private void partialJson() {
        if (mysql.variable("binlog_row_value_options").contains("PARTIAL_JSON")) {
            findings.error(
                    "partial-json",
                    "binlog_row_value_options is PARTIAL_JSON",
                    "MySQL then writes only the changed parts of JSON columns, which Debezium skips without a word:"
                            + " UPDATEs are lost",
                    set("binlog_row_value_options", "''"));
        }
    }

    private void sessions() {
        for (String setting : mysql.sessionSettings()) {
            findings.warning(
                    "binlog-session",
                    "A session that is connected now has set " + setting + " for itself",
                    "What it writes is lost to the pipeline, or stops the source",
                    "Find it in performance_schema.variables_by_thread, and remove SET SESSION from the program;"
                            + " revoke SESSION_VARIABLES_ADMIN and SUPER from its user");
        }
    }

    private void filters() {
        for (String filter : List.of("binlog_do_db", "binlog_ignore_db")) {
            String databases = mysql.logStatus().getOrDefault(filter, "");
            if (!databases.isEmpty()) {
                findings.warning(
                        "binlog-filter",
                        filter + " is " + databases,
                        "Changes of databases that MySQL keeps out of the binlog never reach the pipeline",
                        "Remove " + filter.replace('_', '-')
                                + " from my.cnf and restart MySQL, if a captured database is" + " affected");
            }
        }
    }

    private void replica() {
        boolean logsUpdates = mysql.isOn("log_replica_updates") || mysql.isOn("log_slave_updates");
        if (mysql.isReplica() && !logsUpdates) {
            findings.error(
                    "replica-updates",
                    "The server is a replica, and log_replica_updates is OFF",
                    "The changes that it receives are not in its own binlog, which the source reads",
                    "Set log-replica-updates=ON in my.cnf and restart MySQL");
        }
    }

    private void gtids(ConfiguredConnector source) {
        if (!hasGtids()) {
            findings.note(
                    "gtid-mode",
                    "gtid_mode is " + mysql.variable("gtid_mode"),
                    "Without GTIDs the source cannot continue on a replica after a fail-over",
                    "Set gtid_mode=ON and enforce_gtid_consistency=ON, if the server has replicas: stop the source"
                            + " (PUT /connectors/" + source.name()
                            + "/stop) before gtid_mode is changed, ask the doctor,"
                            + " then resume it");
        } else if (ignoresGtids(source)) {
            findings.warning(
                    "gtid-ignored",
                    "gtid.ignore.on.recovery is true in the source, and gtid_mode is ON",
                    "The source continues by binlog file and position, which is not safe for a fail-over: on another"
                            + " server they mean other changes, and it skips or repeats some without an error",
                    withGtids(source));
        }
    }

    /**
     * If the source has no GTIDs, Debezium 3.6.1 asks for what follows the GTIDs that MySQL has purged, whatever its position
     * is. If there are none of these either, its binlog client ends with a NullPointerException. It reads by file and position
     * only if it is told to.
     */
    private void startWithoutGtids(ConfiguredConnector source, DebeziumOffset offset) {
        if (!hasGtids() || ignoresGtids(source)) {
            return;
        }
        boolean nonePurged = mysql.variable("gtid_purged").isEmpty();
        if (offset.isInitialSnapshotDone()) {
            if (!offset.hasGtids()) {
                offsetWithoutGtids(source, nonePurged);
            }
        } else if (nonePurged && mysql.variable("gtid_executed").isEmpty()) {
            findings.error(
                    "no-gtids",
                    "gtid_mode is ON, and MySQL has not committed a transaction with a GTID yet",
                    WITHOUT_GTIDS,
                    "Commit a change to any table before the source takes its snapshot");
        }
    }

    private void offsetWithoutGtids(ConfiguredConnector source, boolean nonePurged) {
        findings.error(
                "offset-without-gtids",
                "gtid_mode is ON, and the offset of the source has no GTIDs",
                nonePurged
                        ? WITHOUT_GTIDS
                        : "The source then starts after the GTIDs in gtid_purged, and not at its position: it can skip"
                                + " changes that it has not read, without an error",
                "Set gtid.ignore.on.recovery=true in the source: it then continues by binlog file and position. This is"
                        + " not safe for a fail-over, so do this soon: "
                        + withGtids(source));
    }

    /** While the source ignores GTIDs, its offset has none, also after a snapshot: the snapshot comes after the setting. */
    private static String withGtids(ConfiguredConnector source) {
        String connector = "/connectors/" + source.name();
        return "Stop the source (PUT " + connector + "/stop), delete its offsets (DELETE " + connector
                + "/offsets), remove gtid.ignore.on.recovery (PUT " + connector + "/config), and resume it (PUT "
                + connector + "/resume). It takes a full snapshot, whose offset has GTIDs";
    }

    private boolean hasGtids() {
        return mysql.variable("gtid_mode").equalsIgnoreCase("ON");
    }

    private static boolean ignoresGtids(ConfiguredConnector source) {
        return source.setting("gtid.ignore.on.recovery", "false").equalsIgnoreCase("true");
    }

    private void purged(BinlogPosition position) {
        if (!mysql.binlogs().isEmpty() && !mysql.binlogs().contains(position.file())) {
            findings.error(
                    "binlog-purged",
                    "The source is at " + position + ", and MySQL has binlogs from "
                            + mysql.binlogs().get(0) + " on only",
                    "The changes in between are gone from MySQL; the source stops when it has to connect again",
                    "Delete the source's offsets, take a new snapshot (./millrace sync), and keep binlogs for longer:"
                            + " SET PERSIST binlog_expire_logs_seconds=604800");
        }
    }

    private void expiry(DebeziumOffset offset) {
        String seconds = mysql.variable("binlog_expire_logs_seconds");
        if (!seconds.matches("\\d{1,10}") || seconds.matches("0+")) {
            return;
        }
        Duration expiry = Duration.ofSeconds(Long.parseLong(seconds));
        Duration lag = lag(offset);
        if (lag.multipliedBy(2).compareTo(expiry) > 0) {
            findings.error(
                    "binlog-lag",
                    "The source is " + lag.toMinutes() + " minutes behind, and MySQL deletes binlogs after "
                            + expiry.toMinutes() + " minutes",
                    "Once the binlog that it reads is deleted, it cannot resume, and everything must be read again",
                    set("binlog_expire_logs_seconds", Long.toString(expiry.toSeconds() * 4)));
        } else if (expiry.compareTo(SHORT) < 0) {
            findings.warning(
                    "binlog-expiry",
                    "MySQL deletes binlogs after " + expiry.toMinutes() + " minutes",
                    "If the source is down for longer, it cannot resume, and everything must be read again",
                    set("binlog_expire_logs_seconds", "604800"));
        }
    }

    /** The age of the last change that the source has seen, if MySQL has later ones. */
    private Duration lag(DebeziumOffset offset) {
        String end = mysql.logStatus().getOrDefault("position", "");
        boolean behind = end.matches("\\d{1,18}")
                && !offset.isPast(new BinlogPosition(mysql.logStatus().getOrDefault("file", ""), Long.parseLong(end)));
        return offset.time()
                .filter(time -> behind)
                .map(time -> Duration.between(time, clock.instant()))
                .filter(age -> !age.isNegative())
                .orElse(Duration.ZERO);
    }

    private void serverId(String own) {
        String server = mysql.variable("server_id");
        if (!own.isEmpty() && (own.equals(server) || mysql.replicaIds().contains(own))) {
            findings.error(
                    "server-id",
                    "database.server.id " + own + " is the id of "
                            + (own.equals(server) ? "the server itself" : "a replica of the server"),
                    "MySQL disconnects one of two readers of the binlog that have the same id, again and again",
                    "Set database.server.id to a number that no server and no replica has");
        }
    }

    private void xa() {
        if (mysql.preparedXa() > 0) {
            findings.warning(
                    "xa",
                    "XA transactions are in use: " + mysql.preparedXa() + " were prepared since MySQL started",
                    "The binlog has their rows when they are prepared; after XA ROLLBACK the index keeps changes that"
                            + " MySQL does not have",
                    "Compare the tables concerned after an XA ROLLBACK, or use ordinary transactions");
        }
    }

    private static String set(String variable, String value) {
        return "SET PERSIST " + variable + "=" + value + ";";
    }
}
