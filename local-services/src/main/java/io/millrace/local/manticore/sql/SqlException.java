package io.millrace.local.manticore.sql;

/** A statement that Manticore refuses; the message is the reason it gives. */
public final class SqlException extends Exception {
    public SqlException(String reason) {
        super(reason, null, false, false);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
