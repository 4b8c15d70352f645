package io.millrace.manticore.encoding;

import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;
import java.util.Base64;

/** Bytes as base64 (RFC 4648, with padding), in a text field or a string attribute. */
final class Base64Encoder implements ValueEncoder {
    private final TextEncoder text;

    Base64Encoder(TextEncoder text) {
        this.text = text;
    }

    @Override
    public boolean takes(Type type) {
        return type == Type.BYTES;
    }

    @Override
    public void encode(SourceValue value, JsonBuffer out) throws UnfitValueException {
        byte[] bytes = value.bytesValue();
        text.encode(Base64.getEncoder().encodeToString(bytes), out);
    }

    @Override
    public String empty() {
        return text.empty();
    }
}
