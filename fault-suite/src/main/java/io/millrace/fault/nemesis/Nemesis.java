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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Lets the faults of a schedule strike, each by itself, so that they overlap as the schedule has them. */
public final class Nemesis {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final TestedPipeline pipeline;
    private final Beacon beacon;
    private final Consumer<Incident> timeLine;
    private final Map<String, ReentrantLock> victims = new ConcurrentHashMap<>();
    private final AtomicInteger striking = new AtomicInteger();
    private volatile Instant lastEnd = Instant.MIN;

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
            List<Future<Incident>> incidents = new ArrayList<>();
            for (PlannedFault planned : schedule.faults()) {
                sleepUntil(start.plus(planned.at()));
                striking.incrementAndGet();
                incidents.add(threads.submit(() -> strike(planned, start)));
            }
            List<Incident> over = new ArrayList<>();
            for (Future<Incident> each : incidents) {
                over.add(each.get());
            }
            over.sort(Comparator.comparing(Incident::began));
            return over;
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
            lastEnd = Instant.now();
            striking.decrementAndGet();
        }
        Instant ended = Instant.now();
        Optional<Instant> recovered = awaitRecovery(ended);
        Incident incident = new Incident(
                planned.kind().name(),
                Duration.between(start, began),
                Duration.between(began, ended),
                recovered.map(at -> Duration.between(ended, at)),
                problem);
        timeLine.accept(incident);
        return incident;
    }

    /** Patience begins when no fault is left that could be what is waited for. */
    private Optional<Instant> awaitRecovery(Instant ended) throws InterruptedException {
        while (true) {
            Optional<Instant> recovered = beacon.awaitSeen(ended, LOOK_EVERY);
            if (recovered.isPresent()
                    || striking.get() == 0 && Instant.now().isAfter(lastEnd.plus(TestedPipeline.PATIENCE))) {
                return recovered;
            }
        }
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
