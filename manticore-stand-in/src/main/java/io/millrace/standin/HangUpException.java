package io.millrace.standin;

import java.io.IOException;

/** The connection must be closed without an answer. */
final class HangUpException extends IOException {
    HangUpException(String reason) {
        super(reason);
    }
}
