package io.millrace.status;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.metrics.Monitorable;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.rest.ConnectRestExtension;
import org.apache.kafka.connect.rest.ConnectRestExtensionContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the pipeline on the REST port of the worker that names it in {@code rest.extension.classes}, and restarts the
 * worker's failed connectors and tasks until they run again. It ends with the worker.
 */
public final class StatusExtension implements ConnectRestExtension, Monitorable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusExtension.class);

    private @Nullable StatusConfig config;
    private @Nullable PluginMetrics metrics;
    private @Nullable WatchdogThread thread;
    private @Nullable StatusService service;

    @Override
    public String version() {
        return Optional.ofNullable(StatusExtension.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    @Override
    public ConfigDef config() {
        return StatusConfig.DEFINITION;
    }

    /** @param worker the properties of the worker */
    @Override
    public void configure(Map<String, ?> worker) {
        config = new StatusConfig(worker);
    }

    @Override
    public void withPluginMetrics(PluginMetrics pluginMetrics) {
        metrics = pluginMetrics;
    }

    @Override
    public void register(ConnectRestExtensionContext context) {
        if (config == null || metrics == null) {
            throw new IllegalStateException("Connect registers an extension after it has configured it");
        }
        service = new StatusService(config, context.clusterState());
        service.register(context.configurable());
        if (!config.isWatchdogEnabled()) {
            LOG.info("Failed tasks are not restarted, since {} is false", StatusConfig.WATCHDOG_ENABLED);
            return;
        }
        WorkerAddress worker = config.worker();
        LOG.info("Restarting the failed tasks of worker {} through {}", worker.id(), worker.rest());
        thread = new WatchdogThread(new Watchdog(
                new OwnedTasks(
                        context.clusterState(),
                        worker.id(),
                        new UnrecordedStates(
                                worker.id(), ManagementFactory.getPlatformMBeanServer(), System::nanoTime)),
                new RestartClient(worker),
                new WatchdogMetrics(metrics),
                System::nanoTime));
    }

    @Override
    public void close() {
        if (service != null) {
            service.close();
        }
        if (thread != null) {
            thread.close();
        }
    }
}
