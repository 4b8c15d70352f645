package io.millrace.fault.nemesis;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.fault.pipeline.Connectors;
import io.millrace.fault.pipeline.TestedPipeline;
import io.millrace.local.ConnectRest;
import io.millrace.local.ConnectRestException;
import io.millrace.local.ConnectWorker;
import io.millrace.local.ServerFailedException;
import io.millrace.local.Service;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A second worker, which comes and goes, or takes the place of the first one while that is frozen. */
final class WorkerFaults {
    private static final String VICTIM = Service.CONNECT.name().toLowerCase(Locale.ROOT);
    private static final long LOOK_EVERY_MS = 500;

    private WorkerFaults() {}

    static List<FaultKind> all() {
        return List.of(
                new FaultKind("join-worker", VICTIM, SecondWorker::new),
                new FaultKind("replace-worker", VICTIM, pipeline -> new SecondWorker(pipeline) {
                    @Override
                    public void begin() throws Exception {
                        super.begin();
                        pipeline.server(Service.CONNECT).freeze();
                        awaitAllTasks();
                    }

                    @Override
                    public void end() {
                        pipeline.server(Service.CONNECT).thaw();
                        super.end();
                    }
                }));
    }

    private static class SecondWorker implements Fault {
        private final TestedPipeline pipeline;
        private @Nullable ConnectWorker worker;

        SecondWorker(TestedPipeline pipeline) {
            this.pipeline = pipeline;
        }

        /** A worker that does not find Kafka ends, and is started again. */
        @Override
        public void begin() throws Exception {
            Instant deadline = Instant.now().plus(TestedPipeline.PATIENCE);
            while (worker == null) {
                try {
                    worker = pipeline.startSecondWorker();
                } catch (ServerFailedException e) {
                    if (Instant.now().isAfter(deadline)) {
                        throw e;
                    }
                }
            }
        }

        @Override
        public void end() {
            if (worker != null) {
                worker.stop();
            }
        }

        final void awaitAllTasks() throws InterruptedException {
            if (worker == null) {
                return;
            }
            ConnectRest rest = worker.rest();
            Instant deadline = Instant.now().plus(TestedPipeline.PATIENCE);
            while (!hasAllTasks(rest)) {
                if (Instant.now().isAfter(deadline)) {
                    throw new IllegalStateException("The second worker did not take the place of the frozen one");
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
            }
        }

        private static boolean hasAllTasks(ConnectRest rest) {
            String own = rest.url().substring(rest.url().lastIndexOf('/') + 1);
            try {
                return Connectors.NAMES.stream()
                        .flatMap(connector -> workers(rest.status(connector)))
                        .allMatch(own::equals);
            } catch (ConnectRestException | UncheckedIOException e) {
                return false;
            }
        }

        private static Stream<String> workers(JsonNode status) {
            return Stream.concat(
                            Stream.of(status.path("connector")),
                            StreamSupport.stream(status.path("tasks").spliterator(), false))
                    .map(each -> each.path("worker_id").asText());
        }
    }
}
