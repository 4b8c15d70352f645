package io.millrace.nats;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Messages in protobuf's text format. Its parser drops fields of later versions, so the top-level ones are kept as text
 * and put back.
 */
final class EntryText<M extends Message> {
    private static final TextFormat.Parser PARSER =
            TextFormat.Parser.newBuilder().setAllowUnknownFields(true).build();

    private static final TextFormat.Printer PRINTER = TextFormat.printer().escapingNonAscii(false);

    private final M prototype;

    EntryText(M prototype) {
        this.prototype = prototype;
    }

    M empty() {
        return cast(prototype.newBuilderForType().build());
    }

    byte[] print(M message, String unknown) {
        return (PRINTER.printToString(message) + unknown).getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IOException if this version cannot read the entry */
    StateEntries.Entry<M> parse(String name, byte[] data, long revision) throws IOException {
        StringBuilder known = new StringBuilder();
        StringBuilder unknown = new StringBuilder();
        split(new String(data, StandardCharsets.UTF_8), known, unknown);
        Message.Builder builder = prototype.newBuilderForType();
        try {
            PARSER.merge(known, builder);
        } catch (TextFormat.ParseException e) {
            throw new IOException(
                    "Entry " + name + " of the state bucket cannot be read; it may be from a later version: "
                            + e.getMessage(),
                    e);
        }
        return new StateEntries.Entry<>(cast(builder.build()), unknown.toString(), revision);
    }

    /** The printer begins each top-level field at the start of a line, and indents what it contains. */
    private void split(String text, StringBuilder known, StringBuilder unknown) {
        Descriptor descriptor = prototype.getDescriptorForType();
        StringBuilder part = known;
        for (String line : text.lines().toList()) {
            if (!line.isEmpty() && line.charAt(0) != ' ' && line.charAt(0) != '}') {
                part = descriptor.findFieldByName(line.split("[ :{]", 2)[0]) == null ? unknown : known;
            }
            part.append(line).append('\n');
        }
    }

    @SuppressWarnings("unchecked")
    private M cast(Message message) {
        return (M) message;
    }
}
