package io.millrace.cassandra;

import io.millrace.nats.NatsSetting;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One setting of the job. Its key in the configuration file has dots where its option on the command line has dashes.
 *
 * @param defaultValue the value if it is not set; null if there is none
 */
record SnapshotSetting(String key, @Nullable String defaultValue, String label, String documentation) {
    static final SnapshotSetting SOURCE_NAME = new SnapshotSetting(
            "source.name",
            null,
            "NAME",
            "Required. The source name in the events and the second token of their subjects. Applications"
                    + " that publish changes of the same rows must use the same source name and number of partitions.");
    static final SnapshotSetting TABLES = new SnapshotSetting(
            "tables",
            null,
            "GLOB[,GLOB]",
            "Required. The tables to read, as keyspace.table globs with * and ?; a leading ! excludes:"
                    + " shop.*,!shop.tmp_*");
    static final SnapshotSetting CONTACT_POINTS = new SnapshotSetting(
            "contact.points",
            null,
            "HOST:PORT[,...]",
            "Cassandra nodes to contact first. Default: those in driver.config, otherwise 127.0.0.1:9042.");
    static final SnapshotSetting DATACENTER = new SnapshotSetting(
            "local.datacenter",
            null,
            "NAME",
            "The data center whose nodes are read. Default: the one in driver.config, otherwise that of the"
                    + " contact points.");
    static final SnapshotSetting USER = new SnapshotSetting(
            "cassandra.user", null, "NAME", "User name for Cassandra; requires cassandra.password.");
    static final SnapshotSetting PASSWORD =
            new SnapshotSetting("cassandra.password", null, "TEXT", "Password of cassandra.user.");
    static final SnapshotSetting TRUSTSTORE_PATH = new SnapshotSetting(
            "cassandra.tls.truststore.path",
            null,
            "FILE",
            "Key store with the certificates to trust; if set, Cassandra is contacted over TLS.");
    static final SnapshotSetting TRUSTSTORE_PASSWORD =
            new SnapshotSetting("cassandra.tls.truststore.password", null, "TEXT", "Password of the trust store.");
    static final SnapshotSetting KEYSTORE_PATH = new SnapshotSetting(
            "cassandra.tls.keystore.path",
            null,
            "FILE",
            "Key store with the client's key and certificate, for mutual TLS.");
    static final SnapshotSetting KEYSTORE_PASSWORD = new SnapshotSetting(
            "cassandra.tls.keystore.password", null, "TEXT", "Password of the key store and its key.");
    static final SnapshotSetting DRIVER_CONFIG = new SnapshotSetting(
            "driver.config",
            null,
            "FILE",
            "Configuration file (HOCON) of the DataStax driver, for everything that has no setting here."
                    + " The settings here take precedence.");
    static final SnapshotSetting CONSISTENCY =
            new SnapshotSetting("consistency.level", "LOCAL_QUORUM", "LEVEL", "Consistency level of the reads.");
    static final SnapshotSetting PAGE_SIZE = new SnapshotSetting(
            "page.size",
            "1000",
            "ROWS",
            "Rows per page. Up to two pages per range are held in memory, so use fewer if rows are large.");
    static final SnapshotSetting PARALLELISM =
            new SnapshotSetting("parallelism", "4", "RANGES", "How many token ranges are read at the same time.");
    static final SnapshotSetting RANGE_MB = new SnapshotSetting(
            "range.mb",
            "64",
            "MEGABYTES",
            "Target size of a token range according to system.size_estimates. After a crash, the ranges in"
                    + " progress are read again.");
    static final SnapshotSetting ROWS_PER_SECOND = new SnapshotSetting(
            "rows.per.second",
            "0",
            "ROWS",
            "Maximum number of rows to read per second, to spare the cluster; 0 for no limit.");
    static final SnapshotSetting REQUEST_TIMEOUT_MS =
            new SnapshotSetting("request.timeout.ms", "30000", "MS", "How long Cassandra may take to return a page.");
    static final SnapshotSetting RETRY_TIMEOUT_MS = new SnapshotSetting(
            "retry.timeout.ms",
            "300000",
            "MS",
            "How long to retry reading a page or publishing an event before the job fails.");
    static final SnapshotSetting STREAM =
            new SnapshotSetting("nats.stream", "CDC", "NAME", "The stream to publish to.");
    static final SnapshotSetting PARTITIONS = new SnapshotSetting(
            "partitions",
            "4",
            "N",
            "Number of partitions over which the rows of each table are spread; the applications'"
                    + " publishers must use the same number.");
    static final SnapshotSetting STATE_REPLICAS = new SnapshotSetting(
            "state.replicas", "1", "N", "Replicas of the key-value bucket for the progress, if the job creates it.");
    static final SnapshotSetting LEASE_MS = new SnapshotSetting(
            "lease.ms", "15000", "MS", "How long an instance waits before it takes over from one that crashed.");
    static final SnapshotSetting DEAD_LETTER_FILE = new SnapshotSetting(
            "dead.letter.file",
            "dead-letters.jsonl",
            "FILE",
            "File that receives one line of JSON per rejected row: table, key, token, reason.");
    static final SnapshotSetting DEAD_LETTER_SUBJECT = new SnapshotSetting(
            "dead.letter.subject",
            null,
            "SUBJECT",
            "If set, the same lines are published to this subject too; a stream must capture it.");
    static final SnapshotSetting SUMMARY_FILE = new SnapshotSetting(
            "summary.file",
            null,
            "FILE",
            "If set, the summary is written to this file as JSON; - for standard output.");

    /** All settings, those of the connection to NATS last. */
    static List<SnapshotSetting> all() {
        List<SnapshotSetting> all = new ArrayList<>(List.of(
                SOURCE_NAME,
                TABLES,
                CONTACT_POINTS,
                DATACENTER,
                USER,
                PASSWORD,
                TRUSTSTORE_PATH,
                TRUSTSTORE_PASSWORD,
                KEYSTORE_PATH,
                KEYSTORE_PASSWORD,
                DRIVER_CONFIG,
                CONSISTENCY,
                PAGE_SIZE,
                PARALLELISM,
                RANGE_MB,
                ROWS_PER_SECOND,
                REQUEST_TIMEOUT_MS,
                RETRY_TIMEOUT_MS,
                PARTITIONS,
                STATE_REPLICAS,
                LEASE_MS,
                DEAD_LETTER_FILE,
                DEAD_LETTER_SUBJECT,
                SUMMARY_FILE,
                STREAM));
        for (NatsSetting setting : NatsSetting.values()) {
            all.add(new SnapshotSetting(setting.key(), setting.defaultValue(), "VALUE", setting.documentation()));
        }
        return List.copyOf(all);
    }

    String option() {
        return "--" + key.replace('.', '-');
    }
}
