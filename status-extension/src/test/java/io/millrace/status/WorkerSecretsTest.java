package io.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerSecretsTest {
    private static final String FILES = "org.apache.kafka.common.config.provider.FileConfigProvider";

    @TempDir
    private Path directory;

    @Test
    void placeholdersMeanWhatTheyMeanToTheWorker() throws Exception {
        Path allowed = Files.createDirectory(directory.resolve("allowed"));
        Files.writeString(allowed.resolve("nats"), "password=secret\n");
        Files.writeString(directory.resolve("other"), "password=other\n");
        try (WorkerSecrets secrets = new WorkerSecrets(Map.of(
                "config.providers",
                "file, vault",
                "config.providers.file.class",
                FILES,
                "config.providers.file.param.allowed.paths",
                allowed.toString(),
                "config.providers.vault.class",
                "com.example.PluginOfItsOwn"))) {
            assertThat(secrets.resolve("nats://n:4222")).contains("nats://n:4222");
            assertThat(secrets.resolve("a ${file:" + allowed + "/nats:password} b"))
                    .contains("a secret b");
            assertThat(secrets.resolve("${file:" + allowed + "/nats:user}")).isEmpty();
            // What the worker may not read, the page may not either.
            assertThat(secrets.resolve("${file:" + directory + "/other:password}"))
                    .isEmpty();
            assertThat(secrets.resolve("${vault:nats:password}")).isEmpty();
        }
    }

    @Test
    void aWorkerMayHaveNoProviders() {
        try (WorkerSecrets secrets = new WorkerSecrets(Map.of())) {
            assertThat(secrets.resolve("${env:PATH}")).isEmpty();
        }
    }
}
