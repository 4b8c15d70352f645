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
    /** Those declared below, in their order. */
    private static final List<SnapshotSetting> OWN = new ArrayList<>();

    static final SnapshotSetting SOURCE_NAME = setting(
            "source.name",
            "NAME",
            "Required. The source name in the events and the second token of their subjects. Applications"
                    + " that publish changes of the same rows must use the same source name and number of partitions.");
    static final SnapshotSetting TABLES = setting(
            "tables",
            "GLOB[,GLOB]",
            "Required. The tables to read, as keyspace.table globs with * and ?; a leading ! excludes:"
                    + " shop.*,!shop.tmp_*");
    static final SnapshotSetting CONTACT_POINTS = setting(
            "contact.points",
            "HOST:PORT[,...]",
            "Cassandra nodes to contact first. Default: those in driver.config, otherwise 127.0.0.1:9042.");
    static final SnapshotSetting DATACENTER = setting(
            "local.datacenter",
            "NAME",
            "The data center whose nodes are read. Default: the one in driver.config, otherwise that of the"
                    + " contact points.");
    static final SnapshotSetting USER =
            setting("cassandra.user", "NAME", "User name for Cassandra; requires cassandra.password.");
    static final SnapshotSetting PASSWORD = setting("cassandra.password", "TEXT", "Password of cassandra.user.");
    static final SnapshotSetting TRUSTSTORE_PATH = setting(
            "cassandra.tls.truststore.path",
            "FILE",
            "Key store with the certificates to trust; if set, Cassandra is contacted over TLS.");
    static final SnapshotSetting TRUSTSTORE_PASSWORD =
            setting("cassandra.tls.truststore.password", "TEXT", "Password of the trust store.");
    static final SnapshotSetting KEYSTORE_PATH = setting(
            "cassandra.tls.keystore.path", "FILE", "Key store with the client's key and certificate, for mutual TLS.");
    static final SnapshotSetting KEYSTORE_PASSWORD =
            setting("cassandra.tls.keystore.password", "TEXT", "Password of the key store and its key.");
    static final SnapshotSetting DRIVER_CONFIG = setting(
            "driver.config",
            "FILE",
            "Configuration file (HOCON) of the DataStax driver, for everything that has no setting here."
                    + " The settings here take precedence.");
    static final SnapshotSetting CONSISTENCY =
            setting("consistency.level", "LOCAL_QUORUM", "LEVEL", "Consistency level of the reads.");
    static final SnapshotSetting PAGE_SIZE = setting(
            "page.size",
            "1000",
            "ROWS",
            "Rows per page. Up to two pages per range are held in memory, so use fewer if rows are large.");
    static final SnapshotSetting PARALLELISM =
            setting("parallelism", "4", "RANGES", "How many token ranges are read at the same time.");
    static final SnapshotSetting RANGE_MB = setting(
            "range.mb",
            "64",
            "MEGABYTES",
            "Target size of a token range according to system.size_estimates. After a crash, the ranges in"
                    + " progress are read again.");
    static final SnapshotSetting ROWS_PER_SECOND = setting(
            "rows.per.second",
            "0",
            "ROWS",
            "Maximum number of rows to read per second, to spare the cluster; 0 for no limit.");
    static final SnapshotSetting REQUEST_TIMEOUT_MS =
            setting("request.timeout.ms", "30000", "MS", "How long Cassandra may take to return a page.");
    static final SnapshotSetting RETRY_TIMEOUT_MS = setting(
            "retry.timeout.ms",
            "300000",
            "MS",
            "How long to retry reading a page or publishing an event before the job fails.");
    static final SnapshotSetting PARTITIONS = setting(
            "partitions",
            "4",
            "N",
            "Number of partitions over which the rows of each table are spread; the applications'"
                    + " publishers must use the same number.");
    static final SnapshotSetting STATE_REPLICAS = setting(
            "state.replicas", "1", "N", "Replicas of the key-value bucket for the progress, if the job creates it.");
    static final SnapshotSetting LEASE_MS = setting(
            "lease.ms", "15000", "MS", "How long an instance waits before it takes over from one that crashed.");
    static final SnapshotSetting DEAD_LETTER_FILE = setting(
            "dead.letter.file",
            "dead-letters.jsonl",
            "FILE",
            "File that receives one line of JSON per rejected row: table, key, token, reason.");
    static final SnapshotSetting DEAD_LETTER_SUBJECT = setting(
            "dead.letter.subject",
            "SUBJECT",
            "If set, the same lines are published to this subject too; a stream must capture it.");
    static final SnapshotSetting SUMMARY_FILE = setting(
            "summary.file", "FILE", "If set, the summary is written to this file as JSON; - for standard output.");
    static final SnapshotSetting STREAM = setting("nats.stream", "CDC", "NAME", "The stream to publish to.");

    private static SnapshotSetting setting(String key, String label, String documentation) {
        return setting(key, null, label, documentation);
    }

    private static SnapshotSetting setting(
            String key, @Nullable String defaultValue, String label, String documentation) {
        SnapshotSetting setting = new SnapshotSetting(key, defaultValue, label, documentation);
        OWN.add(setting);
        return setting;
    }

    /** All settings, those of the connection to NATS last. */
    static List<SnapshotSetting> all() {
        List<SnapshotSetting> all = new ArrayList<>(OWN);
        for (NatsSetting setting : NatsSetting.values()) {
            all.add(new SnapshotSetting(setting.key(), setting.defaultValue(), "VALUE", setting.documentation()));
        }
        return List.copyOf(all);
    }

    String option() {
        return "--" + key.replace('.', '-');
    }
}
