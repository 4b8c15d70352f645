package io.millrace.bridge;

import io.millrace.event.ChangeEvent;
import io.millrace.event.EventHeaders;
import io.millrace.local.NatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.MessageInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Everything that is in the stream CDC. */
final class StreamContents {
    private final List<Entry> entries;

    /** A message of the stream. */
    record Entry(String subject, String messageId, ChangeEvent event) {
        /** The offset of the Kafka record it comes from. */
        long offset() {
            return StreamContents.offset(messageId);
        }
    }

    private StreamContents(List<Entry> entries) {
        this.entries = entries;
    }

    static StreamContents read(String natsUrl) throws Exception {
        List<Entry> entries = new ArrayList<>();
        try (Connection connection = NatsServer.connect(natsUrl)) {
            long left = connection
                    .jetStreamManagement()
                    .getStreamInfo("CDC")
                    .getStreamState()
                    .getMsgCount();
            JetStreamSubscription subscription = connection
                    .jetStream()
                    .subscribe(
                            "cdc.>",
                            PushSubscribeOptions.builder().stream("CDC")
                                    .ordered(true)
                                    .build());
            for (; left > 0; left--) {
                Message message = subscription.nextMessage(Duration.ofMinutes(3));
                entries.add(new Entry(
                        message.getSubject(),
                        message.getHeaders().getLast(EventHeaders.MESSAGE_ID),
                        ChangeEvent.parseFrom(message.getData())));
            }
        }
        return new StreamContents(entries);
    }

    /** The origin offsets of a subject, on which there may be messages of others too. */
    static List<Long> offsetsOf(String natsUrl, String subject) throws Exception {
        List<Long> offsets = new ArrayList<>();
        try (Connection connection = NatsServer.connect(natsUrl)) {
            long last = connection
                    .jetStreamManagement()
                    .getStreamInfo("CDC")
                    .getStreamState()
                    .getLastSequence();
            for (long sequence = 1; sequence <= last; sequence++) {
                MessageInfo message = connection.jetStreamManagement().getMessage("CDC", sequence);
                String messageId = message.getHeaders() == null
                        ? null
                        : message.getHeaders().getLast(EventHeaders.MESSAGE_ID);
                if (subject.equals(message.getSubject()) && messageId != null) {
                    offsets.add(offset(messageId));
                }
            }
        }
        return offsets;
    }

    private static long offset(String messageId) {
        return Long.parseLong(messageId.replaceAll(".*-|[~#].*", ""), 36);
    }

    /** How many messages there are. */
    static long count(String natsUrl) throws Exception {
        try (Connection connection = NatsServer.connect(natsUrl)) {
            return connection
                    .jetStreamManagement()
                    .getStreamInfo("CDC")
                    .getStreamState()
                    .getMsgCount();
        }
    }

    List<ChangeEvent> events() {
        return entries.stream().map(Entry::event).toList();
    }

    /** The origin offsets of a subject's messages, in the stream's order. */
    List<Long> offsets(String subject) {
        return of(subject).stream().map(Entry::offset).toList();
    }

    List<Long> ids(String subject) {
        return of(subject).stream().map(each -> each.event().getId()).toList();
    }

    List<Entry> of(String subject) {
        return entries.stream().filter(each -> each.subject().equals(subject)).toList();
    }

    static List<Long> upTo(long end) {
        return LongStream.range(0, end).boxed().toList();
    }
}
