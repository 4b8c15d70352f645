package io.millrace.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Audits several tables, some of them at once. */
public final class Audit {
    private final int parallel;

    /** @param parallel how many tables at once */
    public Audit(int parallel) {
        this.parallel = parallel;
    }

    /**
     * Audits the tables, and returns their reports in the same order.
     *
     * @param tables each opens, audits and closes one
     */
    public AuditReport run(List<Callable<TableReport>> tables) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(parallel, task -> {
            Thread thread = new Thread(task, "audit");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<TableReport> reports = new ArrayList<>();
            for (Future<TableReport> each : threads.invokeAll(tables)) {
                reports.add(each.get());
            }
            return new AuditReport(reports);
        } catch (ExecutionException e) {
            throw new IllegalStateException("An audit ended unexpectedly: " + e.getCause(), e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
