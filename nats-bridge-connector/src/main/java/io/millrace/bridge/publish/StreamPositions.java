package io.millrace.bridge.publish;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Subject;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.MessageGetRequest;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamInfoOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the stream has come, from the last message of each subject.
 *
 * @param lastOf the last record in the stream, by topic partition
 * @param lastIds the last event id, by subject
 */
public record StreamPositions(Map<TopicPartition, Position> lastOf, Map<String, Long> lastIds) {
    private static final int NO_MESSAGE_FOUND = 10037;
    private static final long TIMEOUT_SECONDS = 30;

    /**
     * Reads what concerns these topic partitions. The stream's leader is asked: a replica may lag behind it.
     *
     * @throws SessionBrokenException when the stream does not answer
     */
    public static StreamPositions read(Connection connection, String stream, Collection<TopicPartition> partitions)
            throws SessionBrokenException {
        StreamPositions positions = new StreamPositions(new HashMap<>(), new HashMap<>());
        try {
            String request = "$JS.API.STREAM.MSG.GET." + stream;
            List<CompletableFuture<Message>> replies = new ArrayList<>();
            for (String subject : subjectsOf(connection, stream, partitions)) {
                replies.add(connection.request(
                        request, MessageGetRequest.lastForSubject(subject).serialize()));
            }
            for (CompletableFuture<Message> reply : replies) {
                positions.add(new MessageInfo(reply.get(TIMEOUT_SECONDS, TimeUnit.SECONDS), stream, false), partitions);
            }
            return positions;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SessionBrokenException("Interrupted while reading the stream " + stream, e);
        } catch (IOException | JetStreamApiException | ExecutionException | TimeoutException e) {
            throw new SessionBrokenException("The end of stream " + stream + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Set<String> subjectsOf(Connection connection, String stream, Collection<TopicPartition> partitions)
            throws IOException, JetStreamApiException {
        Set<Integer> numbers = new TreeSet<>();
        partitions.forEach(each -> numbers.add(each.partition()));
        Set<String> subjects = new TreeSet<>();
        for (int number : numbers) {
            subjects.addAll(connection
                    .jetStreamManagement()
                    .getStreamInfo(stream, StreamInfoOptions.filterSubjects(Subject.PREFIX + ".*.*.*." + number))
                    .getStreamState()
                    .getSubjectMap()
                    .keySet());
        }
        return subjects;
    }

    private void add(MessageInfo message, Collection<TopicPartition> partitions)
            throws JetStreamApiException, InvalidProtocolBufferException {
        if (message.hasError()) {
            if (message.getApiErrorCode() != NO_MESSAGE_FOUND) {
                message.throwOnHasError();
            }
            // The subject's last message expired since the subjects were listed.
            return;
        }
        lastIds.put(
                message.getSubject(), ChangeEvent.parseFrom(message.getData()).getId());
        Optional<Position> position = Position.of(message.getHeaders());
        if (position.isPresent() && partitions.contains(position.get().topicPartition())) {
            // Several tables may share a topic; a task publishes its records in the order of their offsets.
            lastOf.merge(
                    position.get().topicPartition(),
                    position.get(),
                    (one, other) -> one.offset() >= other.offset() ? one : other);
        }
    }
}
