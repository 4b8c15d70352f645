package io.millrace.standin;

/** A request that is refused; the message is the reason that the answer gives. */
final class RefusedException extends Exception {
    private final boolean malformed;

    private RefusedException(String reason, boolean malformed) {
        super(reason, null, false, false);
        this.malformed = malformed;
    }

    /** As a real server refuses it, which cannot make out what is asked for. */
    static RefusedException malformed(String reason) {
        return new RefusedException(reason, true);
    }

    /** As a real server refuses it, for the tables that there are or the values that it was given. */
    static RefusedException conflict(String reason) {
        return new RefusedException(reason, false);
    }

    /** What a real server would take, and quietly make something else of. */
    static RefusedException trap(String trap, String remedy) {
        return new RefusedException("trap: " + trap + "; " + remedy, false);
    }

    /** What a real server may well do, but nothing in this project asks for. */
    static RefusedException notServed(String what) {
        return trap(
                "not served: " + what,
                "use what the sink uses, or teach the stand-in this as a real server was recorded to do it");
    }

    boolean isMalformed() {
        return malformed;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
