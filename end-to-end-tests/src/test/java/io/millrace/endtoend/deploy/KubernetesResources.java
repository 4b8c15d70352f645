package io.millrace.endtoend.deploy;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.strimzi.api.kafka.model.connect.KafkaConnect;
import io.strimzi.api.kafka.model.connector.KafkaConnector;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The resources in deploy/kubernetes, read by the classes that their schemas are generated from. */
final class KubernetesResources {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.ofEntries(
            entry("v1/ConfigMap", ConfigMap.class),
            entry("v1/Service", Service.class),
            entry("apps/v1/StatefulSet", StatefulSet.class),
            entry("batch/v1/Job", Job.class),
            entry("batch/v1/CronJob", CronJob.class),
            entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
            entry("monitoring.coreos.com/v1/PodMonitor", PodMonitor.class),
            entry("kafka.strimzi.io/v1/Kafka", Kafka.class),
            entry("kafka.strimzi.io/v1/KafkaNodePool", KafkaNodePool.class),
            entry("kafka.strimzi.io/v1/KafkaConnect", KafkaConnect.class),
            entry("kafka.strimzi.io/v1/KafkaConnector", KafkaConnector.class));

    private final Path folder;

    KubernetesResources(Path folder) {
        this.folder = folder;
    }

    /** The files with resources. */
    List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml")
                            && !file.endsWith("nats-values.yaml")
                            && !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    /** The resources of a file. Fails on a kind that is not known here, and on values that a schema does not allow. */
    List<HasMetadata> in(Path file) throws IOException {
        List<HasMetadata> resources = new ArrayList<>();
        for (JsonNode document : YAML.readerFor(JsonNode.class)
                .<JsonNode>readValues(file.toFile())
                .readAll()) {
            String kind = document.path("apiVersion").asText()
                    + '/'
                    + document.path("kind").asText();
            Class<? extends HasMetadata> model = KINDS.get(kind);
            if (model == null) {
                throw new IllegalArgumentException(file.getFileName() + " has a resource of unknown kind " + kind);
            }
            resources.add(YAML.treeToValue(document, model));
        }
        return resources;
    }

    /** The resources of a kind in all files. */
    <T extends HasMetadata> List<T> all(Class<T> kind) throws IOException {
        List<T> found = new ArrayList<>();
        for (Path file : files()) {
            in(file).stream().filter(kind::isInstance).map(kind::cast).forEach(found::add);
        }
        return found;
    }

    /** A file of values for a Helm chart. */
    JsonNode values(String file) throws IOException {
        return YAML.readTree(folder.resolve(file).toFile());
    }

    static <T> T as(Class<T> model, JsonNode value) throws IOException {
        return YAML.treeToValue(value, model);
    }

    static JsonNode yaml(InputStream file) throws IOException {
        return YAML.readTree(file);
    }
}
