package io.millrace.audit.repair;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Subject;
import io.millrace.nats.LastMessages;
import io.millrace.nats.NatsQuestions;
import io.nats.client.api.MessageInfo;
import java.util.OptionalLong;

/**
 * The highest id of a source in the stream. Every later event of the source has a higher one, also after a restart of its
 * connector: so whatever is older can be deleted by a version right above it without getting in the way of a new row.
 */
public final class NewestEvent {
    private NewestEvent() {}

    /** Empty if the stream holds no event of the source any more. */
    public static OptionalLong of(NatsQuestions nats, String stream, String source) {
        String subjects = Subject.PREFIX + '.' + Subject.escape(source) + ".>";
        return nats.ask("for the last events of source " + source, connection -> {
            long newest = 0;
            for (MessageInfo message : LastMessages.read(connection, stream, subjects)) {
                newest = Math.max(newest, idOf(message));
            }
            return newest == 0 ? OptionalLong.empty() : OptionalLong.of(newest);
        });
    }

    private static long idOf(MessageInfo message) {
        byte[] data = message.getData();
        try {
            return data == null ? 0 : ChangeEvent.parseFrom(data).getId();
        } catch (InvalidProtocolBufferException e) {
            // Anybody may publish there.
            return 0;
        }
    }
}
