package io.millrace.command.letters;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.event.ChangeEvent;
import io.millrace.state.letters.ChangeEventJson;
import io.millrace.state.letters.LetterContent;
import io.millrace.state.letters.ReportedLetter;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Shows single letters with their events. */
final class LetterView {
    private static final int BYTES = 64;

    private final LetterContent content;
    private final ChangeEventJson events;

    /** @param most how many characters of a value to show */
    LetterView(LetterContent content, int most) {
        this.content = content;
        this.events = new ChangeEventJson(most);
    }

    void print(PrintWriter out, ReportedLetter letter, Optional<ConsumerRecord<byte[], byte[]>> record) {
        Optional<byte[]> event = content.event(letter, record);
        out.printf("%s  %s, %s UTC%n", letter.id(), letter.table(), LetterListReport.time(letter.time()));
        out.printf("    reason:   %s%n", letter.reason());
        out.printf("    original: %s, %s%n", letter.origin(), place(letter));
        event.ifPresentOrElse(
                bytes -> decoded(bytes).toPrettyString().lines().forEach(line -> out.println("    " + line)),
                () -> out.println("    The event was too large for a copy, and its original is gone"));
        out.println();
    }

    ObjectNode json(ReportedLetter letter, Optional<ConsumerRecord<byte[], byte[]>> record) {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("letter", letter.id().toString())
                .put("stage", letter.id().stage().toString())
                .put("table", letter.table())
                .put("time", letter.time().toString())
                .put("reason", letter.reason())
                .put("original", letter.origin().toString())
                .put("original_there", content.isOriginalThere(letter))
                .put("by_reference", letter.byReference());
        content.event(letter, record).ifPresent(bytes -> json.set("event", decoded(bytes)));
        return json;
    }

    private String place(ReportedLetter letter) {
        String there = content.isOriginalThere(letter) ? "still there" : "no longer there";
        return there + (letter.byReference() ? "; the letter has no copy, since it is too large" : "");
    }

    private ObjectNode decoded(byte[] bytes) {
        try {
            ChangeEvent event = ChangeEvent.parseFrom(bytes);
            if (!event.getSource().getTable().isEmpty()) {
                return events.of(event);
            }
        } catch (InvalidProtocolBufferException e) {
            // Shown as bytes.
        }
        return new ObjectMapper()
                .createObjectNode()
                .put("bytes", bytes.length)
                .put("start", HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(BYTES, bytes.length))));
    }
}
