package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.local.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.ClusterInfo;
import io.nats.client.api.Replica;
import io.nats.client.api.StreamInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three servers with three replicas of each stream. */
class BridgeClusterIT {
    private static final int KILLS = 3;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    private List<NatsServer> servers;
    private final Semaphore bursts = new Semaphore(0);
    private final FakeTopic one = new FakeTopic(Shop.TOPIC, 0);
    private final FakeTopic other = new FakeTopic(Shop.TOPIC, 1);

    @BeforeEach
    void startServers() {
        servers = NatsServer.startCluster(directory, 3);
    }

    @AfterEach
    void stopServers() {
        servers.forEach(NatsServer::close);
    }

    @Test
    void orderSurvivesTheLossOfTheStreamsLeaderUnderLoad() throws Exception {
        FakeWorker worker = new FakeWorker(one, other).start(properties());
        worker.runUntilConnected();
        CompletableFuture<Void> kills = CompletableFuture.runAsync(this::killLeaders);
        try {
            while (!kills.isDone()) {
                if (one.position() == one.end()) {
                    one.appendInserts(2_000);
                    other.appendInserts(2_000);
                    bursts.release();
                }
                worker.step();
            }
        } finally {
            kills.join();
        }
        worker.runToEnd();
        worker.stop();

        StreamContents stream = StreamContents.read(urls());
        for (FakeTopic topic : List.of(one, other)) {
            String subject = "cdc.shop.sales.customers." + topic.topicPartition.partition();
            assertThat(stream.offsets(subject)).isEqualTo(StreamContents.upTo(topic.end()));
            assertThat(stream.ids(subject)).isSorted().doesNotHaveDuplicates();
        }
    }

    private void killLeaders() {
        for (int i = 0; i < KILLS; i++) {
            NatsServer leader = servers.get(Integer.parseInt(awaitAllCurrent().getLeader()));
            bursts.drainPermits();
            bursts.acquireUninterruptibly();
            leader.kill();
            leader.restart();
        }
    }

    /** Two of three must have everything before one may go. */
    private ClusterInfo awaitAllCurrent() {
        return await().atMost(LIMIT)
                .ignoreExceptions()
                .until(
                        this::cluster,
                        cluster -> cluster.getLeader() != null
                                && cluster.getReplicas().size() == 2
                                && cluster.getReplicas().stream().allMatch(Replica::isCurrent));
    }

    private ClusterInfo cluster() throws Exception {
        // Without a leader nobody answers, so it is asked again soon.
        try (Connection connection = Nats.connect(urls())) {
            StreamInfo stream = connection.jetStreamManagement().getStreamInfo("CDC");
            return stream.getClusterInfo();
        }
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>(Shop.connectorProperties(urls()));
        properties.put("nats.stream.create", "if.absent");
        properties.put("nats.stream.replicas", "3");
        properties.put("publish.ack.timeout.ms", "2000");
        properties.put("retry.backoff.initial.ms", "5");
        properties.put("retry.backoff.max.ms", "200");
        return properties;
    }

    private String urls() {
        return servers.stream().map(NatsServer::url).collect(Collectors.joining(","));
    }
}
