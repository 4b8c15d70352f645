package io.millrace.endtoend.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import io.millrace.local.Checkout;
import io.strimzi.api.kafka.model.common.template.ContainerEnvVar;
import io.strimzi.api.kafka.model.connect.KafkaConnect;
import io.strimzi.api.kafka.model.connect.KafkaConnectSpec;
import io.strimzi.api.kafka.model.connector.KafkaConnector;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KubernetesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ROOT = Checkout.root();
    private static final KubernetesResources RESOURCES =
            new KubernetesResources(ROOT.resolve("deploy").resolve("kubernetes"));
    private static final Path CONFIGURATIONS = ROOT.resolve("connect-config");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([A-Z_]+)}");

    static List<Path> files() throws IOException {
        return RESOURCES.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void schemaHasEveryField(Path file) throws Exception {
        assertThat(RESOURCES.in(file)).isNotEmpty();
        for (HasMetadata resource : RESOURCES.in(file)) {
            assertThat(UnknownFields.of(resource))
                    .as(resource.getKind() + " " + resource.getMetadata().getName())
                    .isEmpty();
        }
    }

    @Test
    void connectorsAreThoseOfConnectConfig() throws Exception {
        Map<String, Map<String, String>> deployed = new TreeMap<>();
        for (KafkaConnector connector : RESOURCES.all(KafkaConnector.class)) {
            Map<String, String> settings = new TreeMap<>();
            connector.getSpec().getConfig().forEach((name, value) -> settings.put(name, String.valueOf(value)));
            settings.put("connector.class", connector.getSpec().getClassName());
            settings.put("tasks.max", String.valueOf(connector.getSpec().getTasksMax()));
            deployed.put(connector.getMetadata().getName(), settings);
            assertThat(connector.getSpec().getAutoRestart().isEnabled()).isTrue();
        }
        Map<String, Map<String, String>> shipped = new TreeMap<>();
        for (String name : deployed.keySet()) {
            Map<String, String> settings = new TreeMap<>();
            JSON.readTree(CONFIGURATIONS.resolve(name + ".json").toFile())
                    .path("config")
                    .properties()
                    .forEach(setting ->
                            settings.put(setting.getKey(), setting.getValue().asText()));
            shipped.put(name, settings);
        }
        // Only a cluster of NATS has room for them.
        shipped.getOrDefault("nats-bridge", Map.of()).put("nats.stream.replicas", natsServers());
        assertThat(deployed).isEqualTo(shipped).hasSize(4);
    }

    @Test
    void workersHaveEveryVariableOfTheConnectors() throws Exception {
        Set<String> needed = new TreeSet<>();
        for (KafkaConnector connector : RESOURCES.all(KafkaConnector.class)) {
            VARIABLE.matcher(connector.getSpec().getConfig().toString())
                    .results()
                    .forEach(found -> needed.add(found.group(1)));
        }
        Set<String> given = connect().getTemplate().getConnectContainer().getEnv().stream()
                .map(ContainerEnvVar::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(given).isEqualTo(needed);
    }

    @Test
    void workersHaveTheSettingsThatStrimziAllows() throws Exception {
        Properties shipped = new Properties();
        try (Reader reader = Files.newBufferedReader(CONFIGURATIONS.resolve("worker.properties"))) {
            shipped.load(reader);
        }
        Map<String, String> wanted = new TreeMap<>();
        shipped.forEach((name, value) -> wanted.put(name.toString(), value.toString()));
        wanted.keySet().removeIf(KubernetesTest::isStrimzis);
        // No secrets in files here, and as many replicas as the brokers' default says.
        wanted.keySet().removeIf(name -> name.startsWith("config.providers.file"));
        wanted.put("config.providers", "env");
        // The connectors have autoRestart.
        wanted.put("millrace.watchdog.enabled", "false");
        wanted.replaceAll((name, value) -> name.endsWith("replication.factor") ? "-1" : value);
        Map<String, String> given = new TreeMap<>();
        KafkaConnectSpec workers = connect();
        workers.getConfig().forEach((name, value) -> given.put(name, String.valueOf(value)));
        given.put("group.id", workers.getGroupId());
        given.put("config.storage.topic", workers.getConfigStorageTopic());
        given.put("offset.storage.topic", workers.getOffsetStorageTopic());
        given.put("status.storage.topic", workers.getStatusStorageTopic());
        assertThat(given).isEqualTo(wanted);
    }

    @Test
    void imageHasTheStatusPageThatStrimziLeavesOut() throws Exception {
        Properties shipped = new Properties();
        try (Reader reader = Files.newBufferedReader(CONFIGURATIONS.resolve("worker.properties"))) {
            shipped.load(reader);
        }

        assertThat(isStrimzis("rest.extension.classes")).isTrue();
        assertThat(ROOT.resolve("deploy/kubernetes/Dockerfile"))
                .content()
                .contains("status-extension/target/*.zip")
                .contains("rest.extension.classes=" + shipped.getProperty("rest.extension.classes"));
    }

    @Test
    void evictedPodsDoNotCountAgainstTheJobs() throws Exception {
        List<JobSpec> jobs = Stream.concat(
                        RESOURCES.all(Job.class).stream().map(Job::getSpec),
                        RESOURCES.all(CronJob.class).stream()
                                .map(cron -> cron.getSpec().getJobTemplate().getSpec()))
                .toList();

        assertThat(jobs).hasSize(2).allSatisfy(job -> {
            PodFailurePolicyRule first = job.getPodFailurePolicy().getRules().get(0);
            assertThat(first.getAction()).isEqualTo("Ignore");
            assertThat(first.getOnPodConditions().get(0).getType()).isEqualTo("DisruptionTarget");
            // Kubernetes allows failure policies with no other restart policy.
            assertThat(job.getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
        });
    }

    @Test
    void chartOfNatsHasEveryValueThatIsSet() throws Exception {
        JsonNode values = RESOURCES.values("nats-values.yaml");
        try (InputStream chart = KubernetesTest.class.getResourceAsStream("/nats-chart-values.yaml")) {
            assertThat(unknownTo(KubernetesResources.yaml(chart), values, "")).isEmpty();
        }
        Container container = KubernetesResources.as(Container.class, values.at("/container/merge"));
        assertThat(UnknownFields.of(container)).isEmpty();
    }

    /** A chart's value that is an empty object is for anything. */
    private static List<String> unknownTo(JsonNode chart, JsonNode values, String path) {
        List<String> unknown = new ArrayList<>();
        values.properties().forEach(value -> {
            String name = path + '/' + value.getKey();
            JsonNode known = chart.path(value.getKey());
            if (known.isMissingNode()) {
                unknown.add(name);
            } else if (known.isObject() != value.getValue().isObject()) {
                unknown.add(name + " is of another type");
            } else if (known.isObject() && !known.isEmpty()) {
                unknown.addAll(unknownTo(known, value.getValue(), name));
            }
        });
        return unknown;
    }

    private static String natsServers() throws IOException {
        return RESOURCES
                .values("nats-values.yaml")
                .at("/config/cluster/replicas")
                .asText();
    }

    @Test
    void natsTakesMessagesAsLargeAsTheTopics() throws Exception {
        JsonNode source =
                JSON.readTree(CONFIGURATIONS.resolve("mysql-source.json").toFile());
        assertThat(RESOURCES
                        .values("nats-values.yaml")
                        .at("/config/merge/max_payload")
                        .asLong())
                .isEqualTo(source.path("config")
                        .path("topic.creation.default.max.message.bytes")
                        .asLong());
    }

    private static KafkaConnectSpec connect() throws IOException {
        return RESOURCES.all(KafkaConnect.class).get(0).getSpec();
    }

    private static boolean isStrimzis(String setting) {
        for (String prefix : KafkaConnectSpec.FORBIDDEN_PREFIXES.split(", ")) {
            if (setting.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
