package io.millrace.manticore.encoding;

import io.millrace.event.Column.ValueCase;
import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;
import java.nio.charset.StandardCharsets;

/** For text fields and string attributes: strings as they are but for NUL characters, everything else as its {@link CanonicalText}. */
final class TextEncoder implements ValueEncoder {
    /** Manticore silently truncates a longer string attribute. */
    static final int LONGEST_ATTRIBUTE = 4_194_303;

    private final int longest;

    TextEncoder(int longest) {
        this.longest = longest;
    }

    @Override
    public boolean takes(Type type) {
        return type != Type.BYTES;
    }

    @Override
    public boolean converts(Type type) {
        return true;
    }

    @Override
    public void encode(SourceValue value, JsonBuffer out) throws UnfitValueException {
        int before = out.length();
        if (!value.appendPlain(out)) {
            encode(value.kind() == ValueCase.STRING_VALUE ? value.stringValue() : CanonicalText.of(value), out);
        } else if (out.length() - before - 2 > longest) {
            throw tooLong();
        }
    }

    void encode(String text, JsonBuffer out) throws UnfitValueException {
        String stored = JsonText.withoutNul(text);
        int before = out.length();
        try {
            out.string(stored);
        } catch (IllegalArgumentException e) {
            throw new UnfitValueException("the text is not valid Unicode");
        }
        // The escapes make it longer than what is stored: measure again only when it matters.
        if (out.length() - before - 2 > longest && stored.getBytes(StandardCharsets.UTF_8).length > longest) {
            throw tooLong();
        }
    }

    private UnfitValueException tooLong() {
        return new UnfitValueException("the text is longer than " + longest + " bytes; retype the column as text");
    }

    @Override
    public String empty() {
        return "\"\"";
    }
}
