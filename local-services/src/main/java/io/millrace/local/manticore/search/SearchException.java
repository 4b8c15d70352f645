package io.millrace.local.manticore.search;

/** A selection that Manticore refuses; the message is the reason it gives. */
public final class SearchException extends Exception {
    public SearchException(String reason) {
        super(reason, null, false, false);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
