package io.millrace.local;

/** Connect refused a request. */
public final class ConnectRestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    ConnectRestException(String request, int status, String body) {
        super(request + " was answered with " + status + ": " + body);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
