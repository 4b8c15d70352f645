package io.millrace.endtoend;

import io.millrace.local.ServiceEndpoints;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Looks for secrets of which a part is known. Each method returns the places that have one, and how much was read. */
final class SecretSearch {
    /** Where MySQL keeps its rows and Connect's plug-ins are: no text that anybody reads. */
    private static final List<String> NOT_TEXT = List.of("data", "plugins");

    private final String mark;
    private final List<String> found = new ArrayList<>();
    private final List<String> searched = new ArrayList<>();

    SecretSearch(String mark) {
        this.mark = mark;
    }

    /** The places with a secret. */
    List<String> found() {
        return found;
    }

    /** The places that were read and not empty. */
    List<String> searched() {
        return searched;
    }

    /** Text that a program printed. */
    void text(String place, String text) {
        if (!text.isEmpty()) {
            searched.add(place);
        }
        int index = text.indexOf(mark);
        if (index >= 0) {
            found.add(place + ": …"
                    + text.substring(Math.max(0, index - 150), index).replace('\n', ' ') + "(a secret)");
        }
    }

    /** The answer to a GET, whatever its status is. */
    void resource(String url) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        text(url + " (" + answer.statusCode() + ")", answer.headers().map() + answer.body());
    }

    /** All files below a folder. */
    void files(Path folder, Predicate<Path> except) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (NOT_TEXT.stream().noneMatch(name -> contains(folder.relativize(file), name))
                        && !except.test(file)) {
                    text(
                            folder.relativize(file).toString(),
                            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                }
            }
        }
    }

    private static boolean contains(Path path, String name) {
        for (Path part : path) {
            if (part.toString().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** All records of all topics, with their keys and headers; on the disk they are compressed. */
    void topics(ServiceEndpoints endpoints) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", endpoints.kafkaBootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.listTopics().values().stream()
                    .flatMap(List::stream)
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(this::record);
            }
        }
    }

    private void record(ConsumerRecord<byte[], byte[]> each) {
        StringBuilder text = new StringBuilder(text(each.key())).append('\n').append(text(each.value()));
        for (Header header : each.headers()) {
            text.append('\n').append(text(header.value()));
        }
        text("topic " + each.topic(), text.toString());
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
