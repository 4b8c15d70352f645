package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerPropertiesTest {
    @TempDir
    private Path secrets;

    @Test
    void workerKnowsEveryProperty() throws Exception {
        Map<String, String> properties = new HashMap<>();
        Properties file = new Properties();
        try (Reader reader = Files.newBufferedReader(Checkout.connectConfig().resolve("worker.properties"))) {
            file.load(reader);
        }
        file.forEach((key, value) -> properties.put(key.toString(), value.toString()));
        properties.put("config.providers.file.param.allowed.paths", secrets.toString());

        DistributedConfig worker = new DistributedConfig(properties);

        Set<String> unknown = new TreeSet<>(properties.keySet());
        unknown.removeAll(worker.values().keySet());
        unknown.removeIf(key -> key.startsWith("config.providers.") || key.startsWith("producer."));
        assertThat(unknown).isEmpty();
        assertThat(worker.exactlyOnceSourceEnabled()).isTrue();
    }
}
