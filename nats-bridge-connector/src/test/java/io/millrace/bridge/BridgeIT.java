package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.Operation;
import org.junit.jupiter.api.Test;

class BridgeIT extends BridgeOnNats {

    private FakeTopic topic = new FakeTopic(Shop.TOPIC, 3);

    @Test
    void recordsAreInTheStreamOnceInOrder() throws Exception {
        topic.appendInserts(2000);

        runToEnd();

        StreamContents stream = StreamContents.read(server.url());
        assertThat(stream.offsets(SUBJECT)).isEqualTo(StreamContents.upTo(2000));
        assertThat(stream.ids(SUBJECT)).isSorted().doesNotHaveDuplicates();
        assertThat(stream.events())
                .allSatisfy(event -> assertThat(event.getOperation()).isEqualTo(Operation.INSERT))
                .allSatisfy(event -> assertThat(event.getKey().getColumns(0).getIntValue())
                        .isEqualTo(event.getAfter().getColumns(0).getIntValue()));
    }

    @Test
    void aNewTaskSkipsWhatTheStreamHas() throws Exception {
        topic.appendInserts(100);
        runToEnd();
        topic.appendInserts(50);
        topic.seek(0);

        runToEnd();

        StreamContents stream = StreamContents.read(server.url());
        assertThat(stream.offsets(SUBJECT)).isEqualTo(StreamContents.upTo(150));
        assertThat(stream.ids(SUBJECT)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aStreamThatLostItsTailGetsItAgain() throws Exception {
        topic.appendInserts(100);
        runToEnd();
        StreamEdits.deleteFrom(server.url(), 61);
        topic.appendInserts(1);

        runToEnd();

        StreamContents stream = StreamContents.read(server.url());
        assertThat(stream.offsets(SUBJECT)).isEqualTo(StreamContents.upTo(101));
        assertThat(stream.ids(SUBJECT)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void recordsOfARecreatedTopicAreNoReplay() throws Exception {
        topic.appendInserts(100);
        runToEnd();
        for (int length : new int[] {30, 100, 300}) {
            topic = new FakeTopic(Shop.TOPIC, 3, 1_000_000 * length);
            topic.appendInserts(length);
            topic.seek(length / 2);

            runToEnd();

            StreamContents stream = StreamContents.read(server.url());
            assertThat(stream.offsets(SUBJECT))
                    .endsWith(StreamContents.upTo(length).toArray(Long[]::new));
            assertThat(stream.ids(SUBJECT)).isSorted().doesNotHaveDuplicates();
        }
        assertThat(StreamContents.read(server.url()).events()).hasSize(100 + 30 + 100 + 300);
    }

    @Test
    void anUnusedSubjectStartsAtTheCommittedOffset() throws Exception {
        topic.appendInserts(100);
        topic.seek(40);

        runToEnd();

        assertThat(StreamContents.read(server.url()).offsets(SUBJECT))
                .isEqualTo(StreamContents.upTo(100).subList(40, 100));
    }

    @Test
    void tombstonesAreLeftOutAndCommitted() throws Exception {
        topic.appendInserts(1);
        topic.append(Shop.key(0), Shop.envelope(Shop.ENVELOPE, "d").put("before", Shop.row(0, "gone")));
        topic.append(Shop.key(0), null);

        runToEnd();

        assertThat(StreamContents.read(server.url()).events())
                .extracting(event -> event.getOperation())
                .containsExactly(Operation.INSERT, Operation.DELETE);
    }

    @Test
    void aBadRecordAloneIsReportedWithItsPlace() throws Exception {
        topic.appendInserts(1);
        topic.append(null, Shop.insert(1, "without a key"));
        topic.append(Shop.key(2), Shop.row(2, "no envelope"));
        topic.appendInserts(1);

        FakeWorker worker = runToEnd();

        assertThat(StreamContents.read(server.url()).offsets(SUBJECT)).containsExactly(0L, 3L);
        assertThat(worker.context.reported.values())
                .extracting(Throwable::getMessage)
                .satisfiesExactlyInAnyOrder(
                        message -> assertThat(message)
                                .contains("shop.sales.customers-3@1", "sales.customers", "message.key.columns"),
                        message -> assertThat(message).contains("shop.sales.customers-3@2", "Debezium's envelope"));
    }

    private FakeWorker runToEnd() {
        FakeWorker worker = new FakeWorker(topic).start(properties());
        worker.runToEnd();
        worker.stop();
        return worker;
    }
}
