package io.millrace.status;

import io.millrace.state.snapshot.GivenServers;
import io.millrace.state.snapshot.PipelineSnapshot;
import io.millrace.state.snapshot.Remedies;
import io.millrace.state.snapshot.SnapshotReader;
import jakarta.ws.rs.core.Configurable;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What shows the pipeline: it asks the servers while somebody asks it. */
final class StatusService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusService.class);

    /** Two servers are asked after each other at most, so a request is answered within five seconds. */
    private static final Duration LIMIT = Duration.ofMillis(2200);

    private static final Remedies REMEDIES = new Remedies(
            "Wait: the worker may be starting or sharing out its tasks; then see its log",
            "See whether Kafka answers the worker",
            "Start NATS, or correct the connectors' nats.* settings",
            "Start Kafka, or see whether it is overloaded",
            "Start Manticore, or correct the sink's manticore.* settings",
            Optional.of(
                    "Let one of Kafka's own config.providers resolve it; the page cannot use a provider that is a plug-in"
                            + " in a folder of its own"));

    private final WorkerSecrets secrets;
    private final SnapshotCollector<PipelineSnapshot> snapshots;
    private final WorkerAddress worker;
    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    private boolean isBean;

    StatusService(StatusConfig config, ConnectClusterState cluster) {
        worker = config.worker();
        secrets = config.secrets();
        SnapshotReader reader = new SnapshotReader(
                new ClusterWorker(cluster, secrets),
                new GivenServers(Map.of(), Optional.empty(), Optional.of(config.kafka()), Optional.empty()),
                REMEDIES,
                LIMIT);
        snapshots = new SnapshotCollector<>(reader::read, reader::close, SnapshotCollector.CollectingPace.DEFAULT);
    }

    void register(Configurable<?> api) {
        api.register(new StatusResource(snapshots, worker.advertisedUrl()));
        api.register(new StatusPage());
        try {
            beans.registerMBean(new PipelineBean(snapshots::ask), name());
            isBean = true;
        } catch (JMException e) {
            LOG.warn("The figures of the pipeline are not in JMX: {} cannot be registered", PipelineBean.NAME, e);
        }
    }

    private static ObjectName name() throws JMException {
        return new ObjectName(PipelineBean.NAME);
    }

    @Override
    public void close() {
        try {
            if (isBean) {
                beans.unregisterMBean(name());
            }
        } catch (JMException e) {
            LOG.debug("{} was not registered any more", PipelineBean.NAME, e);
        }
        snapshots.close();
        secrets.close();
    }
}
