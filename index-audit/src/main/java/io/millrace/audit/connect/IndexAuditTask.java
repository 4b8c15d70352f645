package io.millrace.audit.connect;

import io.millrace.event.SourceTable;
import io.millrace.pace.RateLimit;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link ContinuousAudit} on a thread of its own, since Connect's must come back from each call within seconds and
 * an audit takes as long as its table.
 */
public final class IndexAuditTask extends SourceTask {
    private static final int MOST_WAITING = 1000;
    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(3);

    private final BlockingQueue<SourceRecord> found = new ArrayBlockingQueue<>(MOST_WAITING);
    private volatile @Nullable Throwable failure;
    private @Nullable Thread thread;

    @Override
    public String version() {
        return new IndexAuditConnector().version();
    }

    @Override
    public void start(Map<String, String> props) {
        loadDriver();
        IndexAuditConfig config = new IndexAuditConfig(props);
        PipelineSession.Configured sessions = new PipelineSession.Configured(config);
        ContinuousAudit audit = new ContinuousAudit(
                sessions,
                new AuditSchedule(config.tableInterval(), this::stored),
                new ContinuousAudit.Outlets(
                        new FindingRecords(config.findingsTopic()),
                        found::put,
                        new AuditMetrics(context.pluginMetrics(), Clock.systemUTC())),
                new RateLimit(config.rowsPerSecond()),
                config.repairs(),
                Clock.systemUTC());
        Thread started = new Thread(() -> run(audit, sessions), "index-audit");
        started.setDaemon(true);
        started.start();
        thread = started;
    }

    /** A worker looks for drivers once, maybe with the classes of another plug-in. */
    private static void loadDriver() {
        try {
            Class.forName("com.mysql.cj.jdbc.Driver");
        } catch (ClassNotFoundException e) {
            throw new ConnectException("MySQL's driver is not in the plug-in's folder", e);
        }
    }

    private TablePosition stored(SourceTable table) {
        return TablePosition.of(context.offsetStorageReader().offset(FindingRecords.partition(table)));
    }

    private void run(ContinuousAudit audit, AuditSession.Sessions sessions) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (!audit.step()) {
                    TimeUnit.NANOSECONDS.sleep(IDLE.toNanos());
                }
            }
        } catch (InterruptedException e) {
            // The task was stopped, and so is this thread; what is closed below must not be interrupted.
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            sessions.close();
        }
    }

    @Override
    public @Nullable List<SourceRecord> poll() throws InterruptedException {
        SourceRecord first = found.poll(POLL.toNanos(), TimeUnit.NANOSECONDS);
        if (first != null) {
            List<SourceRecord> records = new ArrayList<>(List.of(first));
            found.drainTo(records);
            return records;
        }
        Throwable cause = failure;
        if (cause != null) {
            throw new ConnectException(String.valueOf(cause.getMessage()), cause);
        }
        return null;
    }

    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
            try {
                running.join(STOP.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
