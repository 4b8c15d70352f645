package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Operation;
import io.millrace.local.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BridgeIT {

    @TempDir
    private Path directory;

    private NatsServer server;
    private final FakeTopic topic = new FakeTopic(new TopicPartition(Shop.TOPIC, 3));

    @BeforeEach
    void startServer() {
        server = NatsServer.start(directory);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void recordsAreInTheStreamOnceInOrder() throws Exception {
        append(2000);

        FakeWorker worker = new FakeWorker(topic).start(properties());
        worker.runToEnd();
        worker.stop();

        List<ChangeEvent> events = stream();
        assertThat(events).extracting(BridgeIT::id).containsExactlyElementsOf(ids(2000));
        assertThat(events).extracting(ChangeEvent::getId).isSorted().doesNotHaveDuplicates();
        assertThat(events).allMatch(event -> event.getOperation() == Operation.INSERT);
    }

    @Test
    void aNewTaskSkipsWhatTheStreamHas() throws Exception {
        append(100);
        FakeWorker first = new FakeWorker(topic).start(properties());
        first.runToEnd();
        first.stop();
        append(50);
        topic.seek(0);

        FakeWorker second = new FakeWorker(topic).start(properties());
        second.runToEnd();
        second.stop();

        assertThat(stream()).extracting(BridgeIT::id).containsExactlyElementsOf(ids(150));
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            int id = topic.size();
            topic.add(new SinkRecord(
                    topic.topicPartition.topic(),
                    topic.topicPartition.partition(),
                    Shop.KEY,
                    Shop.key(id),
                    Shop.ENVELOPE,
                    Shop.insert(id, "customer " + id),
                    id,
                    1_000L + id,
                    TimestampType.CREATE_TIME));
        }
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>(Shop.connectorProperties(server.url()));
        properties.put("nats.stream.create", "if.absent");
        return properties;
    }

    private List<ChangeEvent> stream() throws Exception {
        try (Connection connection = Nats.connect(server.url())) {
            long last = connection
                    .jetStreamManagement()
                    .getStreamInfo("CDC")
                    .getStreamState()
                    .getLastSequence();
            List<ChangeEvent> events = new ArrayList<>();
            for (long sequence = 1; sequence <= last; sequence++) {
                events.add(ChangeEvent.parseFrom(connection
                        .jetStreamManagement()
                        .getMessage("CDC", sequence)
                        .getData()));
            }
            return events;
        }
    }

    private static long id(ChangeEvent event) {
        return event.getAfter().getColumns(0).getIntValue();
    }

    private static List<Long> ids(int count) {
        List<Long> ids = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            ids.add(i);
        }
        return ids;
    }
}
