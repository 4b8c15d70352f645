package io.millrace.fault;

import io.millrace.fault.checker.Checker;
import io.millrace.fault.checker.Footprint;
import io.millrace.fault.nemesis.Incident;
import io.millrace.fault.nemesis.Nemesis;
import io.millrace.fault.nemesis.Schedule;
import io.millrace.fault.pipeline.HangingTransactions;
import io.millrace.fault.pipeline.Setup;
import io.millrace.fault.pipeline.TestedPipeline;
import io.millrace.fault.workload.ApplicationEvents;
import io.millrace.fault.workload.Beacon;
import io.millrace.fault.workload.Workload;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run: a pipeline is written to while faults strike, and is checked afterwards. */
public final class FaultRun {
    private final long seed;
    private final Schedule schedule;
    private final Setup setup;
    private final Consumer<String> progress;

    /**
     * @param seed of the workload
     * @param progress takes lines to print
     */
    public FaultRun(long seed, Schedule schedule, Setup setup, Consumer<String> progress) {
        this.seed = seed;
        this.schedule = schedule;
        this.setup = setup;
        this.progress = progress;
    }

    /** @param directory of the servers' data and logs, which it replaces */
    public RunReport run(Path directory) throws Exception {
        Instant start = Instant.now();
        Consumer<String> timed = line -> say(start, line);
        timed.accept("starting a pipeline with " + setup);
        try (TestedPipeline pipeline = TestedPipeline.start(directory, setup)) {
            Beacon.createTable(pipeline::mysql);
            List<String> tables = new ArrayList<>(Workload.createTables(pipeline::mysql, setup));
            tables.add(Beacon.TABLE);
            List<String> ofApplication =
                    setup.application() ? ApplicationEvents.createTables(pipeline::mysql) : List.of();
            pipeline.connectors().register();
            pipeline.awaitIndexed(tables);
            Footprint before = Footprint.of(pipeline.processOfWorker());
            timed.accept("the pipeline is running; the worker has " + before);
            try (HangingTransactions kafka = HangingTransactions.watch(pipeline.kafkaBootstrap(), timed);
                    Beacon beacon = Beacon.start(pipeline::mysql, pipeline.manticore());
                    Workload workload = Workload.start(pipeline::mysql, seed, setup);
                    ApplicationEvents application = setup.application() ? application(pipeline) : null) {
                List<Incident> incidents =
                        new Nemesis(pipeline, beacon, incident -> timed.accept(text(incident))).run(schedule);
                List<String> findings = new ArrayList<>();
                incidents.stream()
                        .filter(incident -> incident.recovery().isEmpty())
                        .forEach(incident -> findings.add("nothing came after " + text(incident)));
                // After a finding, each further step would wait in vain.
                if (findings.isEmpty()) {
                    end(workload, application, beacon).ifPresent(findings::add);
                }
                if (findings.isEmpty()) {
                    timed.accept("checking");
                    findings.addAll(new Checker(pipeline, timed)
                            .check(
                                    tables,
                                    ofApplication,
                                    schedule.replacesTheStream() ? Set.copyOf(tables) : Workload.doubtfulTables(setup),
                                    schedule.harmsTheIndex() ? Set.of(Workload.HARMED_TABLE) : Set.of(),
                                    !schedule.changesTheStream()));
                }
                Footprint after = Footprint.of(pipeline.processOfWorker());
                findings.addAll(before.growthTo(after));
                timed.accept("checked; the worker has " + after);
                return new RunReport(
                        seed, schedule, setup.rate(), workload.transactions(), incidents, beacon.lags(), findings);
            }
        }
    }

    /** Ends all that writes; says so if it cannot. */
    private Optional<String> end(Workload workload, @Nullable ApplicationEvents application, Beacon beacon)
            throws InterruptedException {
        try {
            workload.end();
            if (application != null) {
                application.end(schedule.losesAcknowledgedEvents());
            }
            beacon.end();
            return Optional.empty();
        } catch (IllegalStateException | SQLException e) {
            return Optional.of("what writes did not end well: " + e.getMessage());
        }
    }

    private ApplicationEvents application(TestedPipeline pipeline) throws Exception {
        return ApplicationEvents.start(
                () -> pipeline.mysql(ApplicationEvents.DATABASE), pipeline.natsUrl(), seed, setup.rate());
    }

    private static String text(Incident incident) {
        return "%-24s at %.1f s for %.1f s, recovered after %s%s"
                .formatted(
                        incident.fault(),
                        seconds(incident.began()),
                        seconds(incident.lasted()),
                        incident.recovery()
                                .map(each -> "%.1f s".formatted(seconds(each)))
                                .orElse("NEVER"),
                        incident.problem().map(each -> "; " + each).orElse(""));
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    private void say(Instant start, String line) {
        Duration time = Duration.between(start, Instant.now());
        progress.accept("%2d:%02d  %s".formatted(time.toMinutes(), time.toSecondsPart(), line));
    }
}
