package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.NatsServer;
import io.nats.client.Connection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Case A10: anybody may publish under {@code cdc.>}, and what is there beside the bridge's own harms nobody. */
class BridgeForeignMessagesIT extends BridgeOnNats {
    private final CapturedLog log = new CapturedLog();
    private final FakeTopic topic = new FakeTopic(Shop.TOPIC, 3);

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    void plainTextOnAnotherSubjectIsIgnoredByABridgeThatStarts() throws Exception {
        topic.appendInserts(10);
        FakeWorker first = new FakeWorker(topic).start(properties());
        first.runToEnd();
        first.stop();
        publish("cdc.web.blog.posts.3", "Hello");
        publish("cdc.web.blog.drafts.3", "");
        topic.appendInserts(10);

        FakeWorker second = new FakeWorker(topic).start(properties());
        second.runToEnd();

        assertThat(offsets()).isEqualTo(StreamContents.upTo(20));
        assertThat(log.lines("WARN")).singleElement().asString().contains("2 subjects such as cdc.web.blog.");
        assertThat(second.context.metrics.value("foreign-subjects-total")).isEqualTo(2);
    }

    @Test
    void plainTextOnAnotherSubjectIsIgnoredAfterARestartOfNats() throws Exception {
        topic.appendInserts(10);
        FakeWorker worker = new FakeWorker(topic).start(properties());
        worker.runToEnd();
        publish("cdc.web.blog.posts.3", "Hello");
        for (int i = 0; i < 2; i++) {
            server.kill();
            worker.step();
            server.restart();
            topic.appendInserts(10);
            worker.runToEnd();
        }

        assertThat(offsets()).isEqualTo(StreamContents.upTo(30));
        assertThat(log.lines("WARN"))
                .filteredOn(line -> line.contains("that are not change events"))
                .hasSize(1);
    }

    @Test
    void aMessageOfOthersDoesNotHideOurs() throws Exception {
        topic.appendInserts(10);
        FakeWorker worker = new FakeWorker(topic).start(properties());
        worker.runToEnd();
        publish(SUBJECT, "Hello");
        server.kill();
        worker.step();
        server.restart();
        topic.appendInserts(10);
        worker.runToEnd();
        worker.stop();
        publish(SUBJECT, "Hello again");
        topic.appendInserts(10);
        topic.seek(0);

        FakeWorker successor = new FakeWorker(topic).start(properties());
        successor.runToEnd();

        assertThat(offsets()).isEqualTo(StreamContents.upTo(30));
        assertThat(successor.context.metrics.value("foreign-subjects-total")).isEqualTo(1);
    }

    private void publish(String subject, String text) throws Exception {
        try (Connection connection = NatsServer.connect(server.url())) {
            connection.jetStream().publish(subject, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private List<Long> offsets() throws Exception {
        return StreamContents.offsetsOf(server.url(), SUBJECT);
    }
}
