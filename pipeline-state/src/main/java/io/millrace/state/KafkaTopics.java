package io.millrace.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** Reads topics and how far they reach. Each call throws {@link StateException} if Kafka does not answer or refuses. */
public final class KafkaTopics implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final String servers;
    private final Admin admin;

    public KafkaTopics(KafkaServers kafka) {
        Properties properties = kafka.client();
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis() / 2);
        servers = kafka.bootstrap();
        try {
            admin = Admin.create(properties);
        } catch (RuntimeException e) {
            throw new StateException(
                    "Kafka at " + servers + " cannot be asked: "
                            + (e.getCause() == null ? e : e.getCause()).getMessage(),
                    e);
        }
    }

    /** How many brokers the cluster has now. */
    public int brokers() throws InterruptedException {
        return get(admin.describeCluster().nodes(), "about its brokers").size();
    }

    /** The topics whose names match, by name. */
    public Map<String, TopicState> topics(Predicate<String> wanted) throws InterruptedException {
        Set<String> names = new TreeSet<>(get(admin.listTopics().names(), "about its topics"));
        names.removeIf(wanted.negate());
        Map<String, TopicDescription> descriptions =
                get(admin.describeTopics(names).allTopicNames(), "about topics " + names);
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<ConfigResource, Config> settings =
                get(admin.describeConfigs(resources).all(), "about topics " + names);
        List<TopicPartition> partitions = descriptions.values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
        Map<TopicPartition, Long> firsts = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
        Map<String, TopicState> topics = new TreeMap<>();
        descriptions.forEach((name, topic) -> {
            Map<String, String> configuration = new TreeMap<>();
            Config config = settings.get(new ConfigResource(ConfigResource.Type.TOPIC, name));
            if (config != null) {
                config.entries().forEach(entry -> configuration.put(entry.name(), String.valueOf(entry.value())));
            }
            topics.put(
                    name,
                    new TopicState(
                            name,
                            topic.partitions().stream()
                                    .mapToInt(each -> each.replicas().size())
                                    .min()
                                    .orElse(0),
                            configuration,
                            of(name, firsts),
                            of(name, ends)));
        });
        return topics;
    }

    /** When the newest record of each of these topics was written; topics without records are left out. */
    public Map<String, Instant> newest(Collection<TopicState> topics) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (TopicState topic : topics) {
            topic.endOffsets()
                    .keySet()
                    .forEach(partition ->
                            wanted.put(new TopicPartition(topic.name(), partition), OffsetSpec.maxTimestamp()));
        }
        Map<String, Instant> newest = new TreeMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> each : get(
                        admin.listOffsets(wanted).all(), "for the newest records of topics")
                .entrySet()) {
            if (each.getValue().timestamp() > 0) {
                newest.merge(
                        each.getKey().topic(),
                        Instant.ofEpochMilli(each.getValue().timestamp()),
                        (one, other) -> one.isAfter(other) ? one : other);
            }
        }
        return newest;
    }

    /** The offsets that a consumer group has committed. */
    public Map<TopicPartition, Long> committed(String group) throws InterruptedException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(), "for the offsets of group " + group)
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        committed.put(partition, offset.offset());
                    }
                });
        return committed;
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec which)
            throws InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> each :
                get(admin.listOffsets(wanted).all(), "for the ends of topics").entrySet()) {
            offsets.put(each.getKey(), each.getValue().offset());
        }
        return offsets;
    }

    private static Map<Integer, Long> of(String topic, Map<TopicPartition, Long> all) {
        Map<Integer, Long> offsets = new TreeMap<>();
        all.forEach((partition, offset) -> {
            if (partition.topic().equals(topic)) {
                offsets.put(partition.partition(), offset);
            }
        });
        return offsets;
    }

    private <T> T get(Future<T> answer, String what) throws InterruptedException {
        try {
            return answer.get(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new StateException(
                    "Kafka at " + servers + " did not answer a request " + what + ": " + String.valueOf(e.getCause()),
                    e);
        } catch (TimeoutException e) {
            throw new StateException("Kafka at " + servers + " did not answer a request " + what + " in time", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
