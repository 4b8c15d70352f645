package io.millrace.endtoend;

import io.millrace.local.ConnectWorker;
import io.millrace.local.MySqlAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/** Runs Debezium's MySQL connector in this process and returns what it passes to Connect, before any converter. */
final class DebeziumTask implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final ClassLoader PLUGIN = pluginClassLoader();

    /** The binlog client logs each connection. The field keeps the logger, and with it its level, from being collected. */
    private static final Logger BINLOG_CLIENT = Logger.getLogger("com.github.shyiko.mysql.binlog");

    static {
        BINLOG_CLIENT.setLevel(Level.WARNING);
    }

    private final SourceTask task;

    private DebeziumTask(SourceTask task) {
        this.task = task;
    }

    /** Creates one of Debezium's transformations. */
    @SuppressWarnings("unchecked")
    static Transformation<SourceRecord> transformation(String className) {
        return (Transformation<SourceRecord>) newInstance(className);
    }

    private static Object newInstance(String className) {
        return inPlugin(() -> {
            try {
                return PLUGIN.loadClass(className).getDeclaredConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(className + " is not in Debezium's plug-in", e);
            }
        });
    }

    /**
     * Starts with a snapshot.
     *
     * @param name of the source, unique among the sources that run at the same time
     * @param settings that differ from connect-config; an empty value removes a setting
     */
    static DebeziumTask start(MySqlAddress mysql, String name, Map<String, String> settings) throws IOException {
        Map<String, String> properties = Pipeline.settings("mysql-source");
        properties.putAll(Map.of(
                "topic.prefix", name,
                "database.hostname", mysql.host(),
                "database.port", Integer.toString(mysql.port()),
                "database.user", mysql.user(),
                "database.password", mysql.password(),
                "database.server.id", Integer.toString(1 + Math.floorMod(name.hashCode(), Integer.MAX_VALUE)),
                "schema.history.internal", "io.debezium.relational.history.MemorySchemaHistory",
                "errors.max.retries", "0"));
        properties.putAll(settings);
        properties.values().removeIf(String::isEmpty);
        SourceTask task = (SourceTask) newInstance("io.debezium.connector.mysql.MySqlConnectorTask");
        task.initialize(new Context(properties));
        inPlugin(() -> {
            task.start(properties);
            return task;
        });
        return new DebeziumTask(task);
    }

    List<SourceRecord> poll() {
        return inPlugin(() -> {
            List<SourceRecord> records = task.poll();
            return records == null ? List.of() : records;
        });
    }

    /** Waits for this number of row records. */
    List<SourceRecord> rows(int count) {
        return rows(count, other -> {});
    }

    /** Waits for this number of row records, and returns the other records that arrive with them. */
    List<SourceRecord> rows(int count, Consumer<SourceRecord> others) {
        List<SourceRecord> rows = new ArrayList<>();
        Instant deadline = Instant.now().plus(PATIENCE);
        while (rows.size() < count) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError(rows.size() + " and not " + count + " rows came");
            }
            for (SourceRecord each : poll()) {
                if (each.valueSchema().field("after") == null) {
                    others.accept(each);
                } else {
                    rows.add(each);
                }
            }
        }
        return rows;
    }

    @Override
    public void close() {
        inPlugin(() -> {
            task.stop();
            return task;
        });
    }

    private interface Action<T> {
        T run() throws InterruptedException;
    }

    /** Debezium loads its services with the thread's class loader, which Connect sets. */
    private static <T> T inPlugin(Action<T> action) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(PLUGIN);
        try {
            return action.run();
        } catch (InterruptedException e) {
            thread.interrupt();
            throw new IllegalStateException("Interrupted while Debezium was running", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static ClassLoader pluginClassLoader() {
        try (Stream<Path> files = Files.walk(ConnectWorker.debeziumPlugin())) {
            return new URLClassLoader(
                    files.filter(file -> file.toString().endsWith(".jar"))
                            .map(DebeziumTask::url)
                            .toArray(URL[]::new),
                    DebeziumTask.class.getClassLoader());
        } catch (IOException e) {
            throw new UncheckedIOException("Debezium's plug-in cannot be read", e);
        }
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(file + " has no URL", e);
        }
    }

    /** A task that has never run. */
    private record Context(Map<String, String> configs) implements SourceTaskContext, OffsetStorageReader {
        @Override
        public OffsetStorageReader offsetStorageReader() {
            return this;
        }

        @Override
        public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
            return null;
        }

        @Override
        public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
            return Map.of();
        }

        @Override
        public org.apache.kafka.common.metrics.PluginMetrics pluginMetrics() {
            throw new UnsupportedOperationException("Not used by Debezium");
        }
    }
}
