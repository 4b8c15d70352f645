package io.millrace.local.manticore.json;

import java.nio.charset.StandardCharsets;

/** The text is not JSON. The message is Manticore's, which ends in the text from where it gave up. */
public final class JsonSyntaxException extends Exception {
    JsonSyntaxException(byte[] text, int position, int end) {
        super(
                "unable to parse: "
                        + new String(text, position, Math.max(0, end - position), StandardCharsets.UTF_8)
                                .stripTrailing(),
                null,
                false,
                false);
    }
}
