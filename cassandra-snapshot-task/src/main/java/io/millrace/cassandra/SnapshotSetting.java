package io.millrace.cassandra;

import io.millrace.nats.NatsSetting;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One setting of the job. Its key in the configuration file has dots where the option on the command line has dashes.
 *
 * @param defaultValue what holds when it is not set; null when nothing does
 */
record SnapshotSetting(String key, @Nullable String defaultValue, String label, String documentation) {
    static final SnapshotSetting SOURCE_NAME = new SnapshotSetting(
            "source.name",
            null,
            "NAME",
            "Required. The second token of the subjects. An application that publishes changes of the same rows has to"
                    + " have the same source name and the same number of partitions.");
    static final SnapshotSetting TABLES = new SnapshotSetting(
            "tables",
            null,
            "GLOB[,GLOB]",
            "Required. What to read, as keyspace.table; * and ? stand for anything, ! before a glob leaves out:"
                    + " shop.*,!shop.tmp_*");
    static final SnapshotSetting CONTACT_POINTS = new SnapshotSetting(
            "contact.points",
            null,
            "HOST:PORT[,...]",
            "Nodes of the cluster to begin with. Default: those of driver.config, else 127.0.0.1:9042.");
    static final SnapshotSetting DATACENTER = new SnapshotSetting(
            "local.datacenter",
            null,
            "NAME",
            "Whose nodes to read from. Default: that of driver.config, else that of the contact points.");
    static final SnapshotSetting USER =
            new SnapshotSetting("cassandra.user", null, "NAME", "User for Cassandra; needs cassandra.password.");
    static final SnapshotSetting PASSWORD =
            new SnapshotSetting("cassandra.password", null, "TEXT", "Password of cassandra.user.");
    static final SnapshotSetting TRUSTSTORE_PATH = new SnapshotSetting(
            "cassandra.tls.truststore.path",
            null,
            "FILE",
            "Key store with the certificates to trust; set, Cassandra is reached by TLS.");
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
            "Configuration file of the DataStax driver (HOCON), for all that has no setting here. SnapshotSettings given here"
                    + " go before it.");
    static final SnapshotSetting CONSISTENCY =
            new SnapshotSetting("consistency.level", "LOCAL_QUORUM", "LEVEL", "Consistency level of the reads.");
    static final SnapshotSetting PAGE_SIZE = new SnapshotSetting(
            "page.size",
            "1000",
            "ROWS",
            "Rows in a page; up to two pages per range are in memory. Fewer when rows are large.");
    static final SnapshotSetting PARALLELISM =
            new SnapshotSetting("parallelism", "4", "RANGES", "How many token ranges are read at a time.");
    static final SnapshotSetting RANGE_MB = new SnapshotSetting(
            "range.mb",
            "64",
            "MEGABYTES",
            "How much a token range shall hold by system.size_estimates; what is read again at most after a crash.");
    static final SnapshotSetting ROWS_PER_SECOND = new SnapshotSetting(
            "rows.per.second", "0", "ROWS", "What is read at most, to spare the cluster; 0 for no limit.");
    static final SnapshotSetting REQUEST_TIMEOUT_MS =
            new SnapshotSetting("request.timeout.ms", "30000", "MS", "How long Cassandra may take for one page.");
    static final SnapshotSetting RETRY_TIMEOUT_MS = new SnapshotSetting(
            "retry.timeout.ms",
            "300000",
            "MS",
            "How long a page that Cassandra does not give, or an event that the stream does not take, is tried again"
                    + " before the job gives up.");
    static final SnapshotSetting STREAM =
            new SnapshotSetting("nats.stream", "CDC", "NAME", "The stream to publish to.");
    static final SnapshotSetting PARTITIONS = new SnapshotSetting(
            "partitions",
            "4",
            "N",
            "Over how many partitions the rows of each table are spread; as the applications' publishers have it.");
    static final SnapshotSetting STATE_REPLICAS = new SnapshotSetting(
            "state.replicas", "1", "N", "Replicas of the key-value bucket for the progress, when it is created.");
    static final SnapshotSetting LEASE_MS = new SnapshotSetting(
            "lease.ms", "15000", "MS", "After a crash, how long the next instance waits to be sure that it is alone.");
    static final SnapshotSetting DEAD_LETTER_FILE = new SnapshotSetting(
            "dead.letter.file",
            "dead-letters.jsonl",
            "FILE",
            "Gets a line of JSON for each row that cannot be an event: table, key, token, reason.");
    static final SnapshotSetting DEAD_LETTER_SUBJECT = new SnapshotSetting(
            "dead.letter.subject",
            null,
            "SUBJECT",
            "Gets the same lines as messages, when set; a stream has to hold it.");
    static final SnapshotSetting SUMMARY_FILE = new SnapshotSetting(
            "summary.file", null, "FILE", "Gets the summary as JSON, when set; - for standard output.");

    /** All, those of the connection to NATS last. */
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
