package io.millrace.fault.nemesis;

import io.millrace.fault.pipeline.TestedPipeline;
import io.millrace.fault.workload.Beacon;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Lets the faults of a schedule strike, each by itself, so that they overlap as the schedule has them. */
public final class Nemesis {
    private final TestedPipeline pipeline;
    private final Beacon beacon;
    private final Consumer<Incident> timeLine;
    private final Map<String, ReentrantLock> victims = new ConcurrentHashMap<>();

    /** @param timeLine is told of each fault when it is over; called by several threads */
    public Nemesis(TestedPipeline pipeline, Beacon beacon, Consumer<Incident> timeLine) {
        this.pipeline = pipeline;
        this.beacon = beacon;
        this.timeLine = timeLine;
    }

    /** Returns once all faults are over and the pipeline has recovered, or has not in time. */
    public List<Incident> run(Schedule schedule) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Instant start = Instant.now();
            List<Future<Incident>> striking = new ArrayList<>();
            for (PlannedFault planned : schedule.faults()) {
                sleepUntil(start.plus(planned.at()));
                striking.add(threads.submit(() -> strike(planned, start)));
            }
            List<Incident> incidents = new ArrayList<>();
            for (Future<Incident> each : striking) {
                incidents.add(each.get());
            }
            incidents.sort(Comparator.comparing(Incident::began));
            return incidents;
        } finally {
            threads.shutdownNow();
        }
    }

    private Incident strike(PlannedFault planned, Instant start) throws InterruptedException {
        ReentrantLock victim = victims.computeIfAbsent(planned.kind().victim(), name -> new ReentrantLock(true));
        Instant began;
        Optional<String> problem;
        victim.lock();
        try {
            began = Instant.now();
            problem = beginAndEnd(planned);
        } finally {
            victim.unlock();
        }
        Instant ended = Instant.now();
        Optional<Instant> recovered = beacon.awaitSeen(ended, TestedPipeline.PATIENCE);
        Incident incident = new Incident(
                planned.kind().name(),
                Duration.between(start, began),
                Duration.between(began, ended),
                recovered.map(at -> Duration.between(ended, at)),
                problem);
        timeLine.accept(incident);
        return incident;
    }

    private Optional<String> beginAndEnd(PlannedFault planned) throws InterruptedException {
        Fault fault = planned.kind().fault().apply(pipeline);
        Optional<String> problem = attempt(fault::begin);
        TimeUnit.MILLISECONDS.sleep(planned.lasts().toMillis());
        Optional<String> notUndone = attempt(fault::end);
        return problem.isPresent() ? problem : notUndone;
    }

    private interface Step {
        void take() throws Exception;
    }

    private static Optional<String> attempt(Step step) throws InterruptedException {
        try {
            step.take();
            return Optional.empty();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return Optional.of(e.toString());
        }
    }

    private static void sleepUntil(Instant time) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(
                Math.max(0, Duration.between(Instant.now(), time).toMillis()));
    }
}
