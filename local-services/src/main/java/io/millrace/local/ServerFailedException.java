package io.millrace.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server could not be started. The message includes the end of its log. */
public final class ServerFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int LINES = 25;

    ServerFailedException(ServerCommand command, String what, @Nullable Throwable cause) {
        super(
                command.name() + " " + what + ". The end of its log " + command.log() + ":" + System.lineSeparator()
                        + tail(command.log()),
                cause);
    }

    private static String tail(Path log) {
        try {
            // A server may print in any encoding, and in this one every byte is a character.
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
        } catch (IOException e) {
            return "(cannot be read: " + e + ")";
        }
    }
}
