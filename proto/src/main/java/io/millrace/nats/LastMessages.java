package io.millrace.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.MessageGetRequest;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamInfoOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The last message of each subject that a filter matches, read for many subjects at once from the stream's leader: a
 * replica, which may answer a direct get, can lag behind it.
 */
public final class LastMessages {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** A server drops requests of which too many wait. */
    private static final int AT_ONCE = 500;

    private LastMessages() {}

    /** @throws IOException also if the leader does not answer in time */
    public static List<MessageInfo> read(Connection connection, String stream, String filter)
            throws IOException, JetStreamApiException, InterruptedException {
        return read(
                connection,
                stream,
                connection
                        .jetStreamManagement()
                        .getStreamInfo(stream, StreamInfoOptions.filterSubjects(filter))
                        .getStreamState()
                        .getSubjectMap()
                        .keySet());
    }

    /** The last messages of those of these subjects that have any. */
    public static List<MessageInfo> read(Connection connection, String stream, Collection<String> subjects)
            throws IOException, JetStreamApiException, InterruptedException {
        List<MessageInfo> messages = new ArrayList<>();
        List<CompletableFuture<Message>> replies = new ArrayList<>();
        for (String subject : subjects) {
            replies.add(request(connection, stream, MessageGetRequest.lastForSubject(subject)));
            if (replies.size() == AT_ONCE) {
                take(replies, stream, messages);
            }
        }
        take(replies, stream, messages);
        return messages;
    }

    private static void take(List<CompletableFuture<Message>> replies, String stream, List<MessageInfo> messages)
            throws IOException, JetStreamApiException, InterruptedException {
        for (CompletableFuture<Message> reply : replies) {
            found(reply, stream).ifPresent(messages::add);
        }
        replies.clear();
    }

    /** The first message that a filter matches from a sequence on. */
    public static Optional<MessageInfo> next(Connection connection, String stream, String filter, long from)
            throws IOException, JetStreamApiException, InterruptedException {
        return found(request(connection, stream, MessageGetRequest.nextForSubject(from, filter)), stream);
    }

    private static Optional<MessageInfo> found(CompletableFuture<Message> reply, String stream)
            throws IOException, JetStreamApiException, InterruptedException {
        MessageInfo message = new MessageInfo(await(reply, stream), stream, false);
        if (message.hasError()) {
            if (JetStreamError.of(message.getApiErrorCode()) != JetStreamError.NO_MESSAGE_FOUND) {
                message.throwOnHasError();
            }
            return Optional.empty();
        }
        return Optional.of(message);
    }

    /** One message by its sequence, which must be there. */
    public static MessageInfo read(Connection connection, String stream, long sequence)
            throws IOException, JetStreamApiException, InterruptedException {
        Message reply = await(request(connection, stream, MessageGetRequest.forSequence(sequence)), stream);
        MessageInfo message = new MessageInfo(reply, stream, false);
        message.throwOnHasError();
        return message;
    }

    private static CompletableFuture<Message> request(Connection connection, String stream, MessageGetRequest request) {
        return connection.request("$JS.API.STREAM.MSG.GET." + stream, request.serialize());
    }

    private static Message await(CompletableFuture<Message> reply, String stream)
            throws IOException, InterruptedException {
        try {
            return reply.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("The leader of stream " + stream + " could not be reached: " + e.getCause(), e);
        } catch (TimeoutException | java.util.concurrent.CancellationException e) {
            throw new IOException("The leader of stream " + stream + " did not answer within " + TIMEOUT, e);
        }
    }
}
