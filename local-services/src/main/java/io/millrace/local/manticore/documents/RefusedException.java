package io.millrace.local.manticore.documents;

/** A request about a document that Manticore refuses; the message is the reason it gives. */
public final class RefusedException extends Exception {
    private final int status;

    private RefusedException(int status, String reason) {
        super(reason, null, false, false);
        this.status = status;
    }

    /** The request makes no sense, whatever tables there are. */
    public static RefusedException malformed(String reason) {
        return new RefusedException(400, reason);
    }

    /** The tables there are, or the documents in them, do not allow it. */
    public static RefusedException conflict(String reason) {
        return new RefusedException(409, reason);
    }

    /** 400 or 409. */
    public int status() {
        return status;
    }

    public boolean isMalformed() {
        return status == 400;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
