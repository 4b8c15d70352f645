package io.millrace.standin;

/** A request that is refused, with the status and the reason that the answer gives. */
final class RefusedException extends Exception {
    final int status;
    final String reason;

    private RefusedException(int status, String reason) {
        super(reason, null, false, false);
        this.status = status;
        this.reason = reason;
    }

    /** As a real server refuses it when it cannot make out what is asked for. */
    static RefusedException malformed(String reason) {
        return new RefusedException(400, reason);
    }

    /** As a real server refuses it because of its tables or of the values in the request. */
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
}
