package io.millrace.standin;

/** A request that is refused; the message is the reason that the answer gives. */
final class RefusedException extends Exception {
    private final int status;

    private RefusedException(int status, String reason) {
        super(reason, null, false, false);
        this.status = status;
    }

    /** As a real server refuses it, which cannot make out what is asked for. */
    static RefusedException malformed(String reason) {
        return new RefusedException(400, reason);
    }

    /** As a real server refuses it, for the tables that there are or the values that it was given. */
    static RefusedException conflict(String reason) {
        return new RefusedException(500, reason);
    }

    /** What a real server would take, and quietly make something else of. */
    static RefusedException trap(String trap, String remedy) {
        return conflict("trap: " + trap + "; " + remedy);
    }

    /** What a real server may well do, but nothing in this project asks for. */
    static RefusedException notServed(String what) {
        return trap(
                "not served: " + what,
                "use what the sink uses, or teach the stand-in this as a real server was recorded to do it");
    }

    int status() {
        return status;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
