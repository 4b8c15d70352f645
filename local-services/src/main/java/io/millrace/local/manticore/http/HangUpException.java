package io.millrace.local.manticore.http;

import java.io.IOException;

/** The connection is to be closed without an answer. */
public final class HangUpException extends IOException {
    public HangUpException(String reason) {
        super(reason);
    }
}
