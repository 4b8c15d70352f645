package io.millrace.endtoend;

import io.millrace.local.ConnectWorker;
import io.millrace.local.LocalServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Each part of which there are several is killed while rows change, and the pipeline goes on without it. */
@TestMethodOrder(OrderAnnotation.class)
class ScaledPipelineIT {
    private static final long SEED = System.nanoTime();

    private static ScaledPipeline pipeline;
    private static Workload workload;

    @BeforeAll
    static void start() throws Exception {
        System.out.println("ScaledPipelineIT: seed " + SEED);
        pipeline = new ScaledPipeline(Path.of("target", "scaled-pipeline"));
        workload = new Workload(pipeline::mysql, SEED);
        workload.createTables();
        workload.fillCustomers(1_000);
        pipeline.registerConnectors();
    }

    @AfterAll
    static void stop() {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    @Order(1)
    @Test
    void theStreamGoesOnWithoutItsLeader() throws Exception {
        pipeline.leader("KV_MILLRACE");
        pipeline.leaderOfConsumer();
        LocalServer leader = pipeline.leader("CDC");

        killWhileRowsChange(leader::kill);

        pipeline.awaitEqual(Workload.TABLES);
        pipeline.awaitAllRunningOn(pipeline.workers());
        leader.restart();
        pipeline.leader("CDC");
    }

    @Order(2)
    @Test
    void theSinkGoesOnWithTheOtherAddressOfManticore() throws Exception {
        for (ManticoreEndpoint endpoint : pipeline.endpoints()) {
            killWhileRowsChange(endpoint::kill);

            pipeline.awaitEqual(Workload.TABLES);
            pipeline.awaitAllRunningOn(pipeline.workers());
            endpoint.start();
        }
    }

    @Order(3)
    @Test
    void oneCopyDoesNotWaitForTheOther() throws Exception {
        killWhileRowsChange(pipeline.copy()::kill);

        pipeline.awaitEqual(Workload.TABLES);
        pipeline.awaitAllRunningOn(pipeline.workers());
        pipeline.copy().restart();
        pipeline.awaitCopyEqual(Workload.TABLES);
    }

    /** Last, since the other worker has all tasks afterwards. */
    @Order(4)
    @Test
    void theOtherWorkerTakesTheTasksOver() throws Exception {
        ConnectWorker victim = pipeline.workerOfSource();
        List<ConnectWorker> left =
                pipeline.workers().stream().filter(worker -> worker != victim).toList();

        killWhileRowsChange(victim::kill);

        pipeline.awaitAllRunningOn(left);
        pipeline.awaitEqual(Workload.TABLES);
        pipeline.awaitCopyEqual(Workload.TABLES);
    }

    private static void killWhileRowsChange(Runnable kill) throws Exception {
        workload.run(200);
        CompletableFuture<Void> killed = CompletableFuture.runAsync(kill);
        workload.run(1_000);
        killed.join();
    }
}
