package io.millrace.fault.checker;

import io.millrace.comparison.MySqlSessions;
import io.millrace.comparison.TableComparison;
import io.millrace.fault.pipeline.Connectors;
import io.millrace.fault.pipeline.TestedPipeline;
import io.millrace.fault.workload.ApplicationEvents;
import io.millrace.local.NatsServer;
import io.millrace.nats.AuditMarks;
import io.nats.client.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Says after a run whether anything was lost, invented or left broken: all tasks run, and every table equals its index, by a
 * comparison of the suite's own and by the audit, the stream has each record of Kafka once and in order, the sink accounts for
 * every event of the stream, and the log has no error that is not explained. Nothing may be writing any more.
 */
public final class Checker {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final TestedPipeline pipeline;
    private final Consumer<String> progress;
    private final List<String> findings = new ArrayList<>();

    public Checker(TestedPipeline pipeline, Consumer<String> progress) {
        this.pipeline = pipeline;
        this.progress = progress;
    }

    /**
     * Returns what is wrong; empty if all is as it should be.
     *
     * @param ofApplication the tables whose events an application publishes itself, which no audit compares
     * @param once whether each event was to be published once
     * @param harmed the tables that were changed in the index on purpose; an audit with repair comes before they are compared
     * @param doubtful the tables of which a mark may say that they have to be audited, since the order of a TRUNCATE was not
     *     certain; they need be equal only after the audit has mended them
     */
    public List<String> check(
            List<String> tables, List<String> ofApplication, Set<String> doubtful, Set<String> harmed, boolean once)
            throws Exception {
        checkTasks();
        Set<String> marked = awaitEqual(
                tables.stream().filter(table -> !harmed.contains(table)).toList(), ofApplication, doubtful);
        if (!findings.isEmpty()) {
            // What does not become equal makes the next steps wait in vain.
            return List.copyOf(findings);
        }
        // Before a repair, whose records have ids of their own.
        findings.addAll(new StreamCheck(pipeline).findings(once));
        findings.addAll(new ReplayCheck(pipeline, progress).findings(harmed.isEmpty()));
        marked.addAll(harmed);
        if (!marked.isEmpty()) {
            progress.accept("differ, and are marked to be audited, or were harmed on purpose: " + marked);
            AuditOfTables.repair(pipeline, marked).ifPresent(findings::add);
        }
        AuditOfTables.compare(pipeline, tables).ifPresent(findings::add);
        findings.addAll(differences(tables));
        findings.addAll(differencesOfApplication(ofApplication));
        checkTasks();
        for (Path log : pipeline.logsOfWorkers()) {
            findings.addAll(ErrorLog.unexplained(log));
        }
        return List.copyOf(findings);
    }

    private void checkTasks() {
        for (String connector : Connectors.NAMES) {
            try {
                pipeline.connectors().awaitRunning(connector);
            } catch (ConditionTimeoutException e) {
                findings.add(
                        connector + " is not running: " + pipeline.connectors().status(connector));
            }
        }
    }

    /** Waits until all tables are equal, but for doubtful ones that are marked, which it returns. */
    private Set<String> awaitEqual(List<String> tables, List<String> ofApplication, Set<String> doubtful)
            throws Exception {
        Instant deadline = Instant.now().plus(TestedPipeline.PATIENCE);
        while (true) {
            Map<String, List<String>> different = new TreeMap<>();
            tables.forEach(table -> different.put(table, differences(List.of(table))));
            ofApplication.forEach(table -> different.put(table, differencesOfApplication(List.of(table))));
            different.values().removeIf(List::isEmpty);
            Set<String> marked = marked();
            marked.retainAll(doubtful);
            marked.retainAll(different.keySet());
            if (marked.size() == different.size()) {
                return marked;
            }
            if (Instant.now().isAfter(deadline)) {
                different.values().forEach(findings::addAll);
                return marked;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
        }
    }

    private List<String> differences(List<String> tables) {
        return differences(pipeline::mysql, tables);
    }

    private List<String> differencesOfApplication(List<String> tables) {
        return differences(() -> pipeline.mysql(ApplicationEvents.DATABASE), tables);
    }

    private List<String> differences(MySqlSessions sessions, List<String> tables) {
        TableComparison comparison = new TableComparison(sessions, pipeline.manticore());
        return tables.stream()
                .flatMap(table -> comparison.differences(table).stream())
                .toList();
    }

    private Set<String> marked() throws Exception {
        try (Connection nats = NatsServer.connect(pipeline.natsUrl())) {
            return AuditMarks.open(nats).list().stream()
                    .map(mark -> mark.table().table())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
