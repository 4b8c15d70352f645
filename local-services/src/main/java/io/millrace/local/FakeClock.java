package io.millrace.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The clock of a server that is started with it, which can be set back while the machine's goes on. */
public final class FakeClock {
    private final Path library;
    private final Path file;

    private FakeClock(Path library, Path file) {
        this.library = library;
        this.file = file;
    }

    /** Why there can be none here; empty if there can. */
    public static Optional<String> obstacle() {
        return ServerFiles.fakeTime().isPresent()
                ? Optional.empty()
                : Optional.of("libfaketime is not installed; local-services/install-servers --for-faults fetches it");
    }

    /** @param file where its offset is written */
    public static FakeClock in(Path file) throws IOException {
        Path library = ServerFiles.fakeTime()
                .orElseThrow(() -> new IOException(obstacle().orElse("")));
        FakeClock clock = new FakeClock(library, file.toAbsolutePath());
        clock.setRight();
        return clock;
    }

    /** For the server. Its monotonic clock stays as it is, as when a clock is set. */
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD",
                library.toString(),
                "FAKETIME_TIMESTAMP_FILE",
                file.toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                // Its workaround for waits in some versions of glibc makes those of MySQL 9.7 return at once,
                // which takes a fifth of a core, or all of one, while there is nothing to do.
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }

    /** Returns at once; the server notices within a second. */
    public void setBack(Duration offset) throws IOException {
        write("-" + offset.toSeconds());
    }

    public void setRight() throws IOException {
        write("+0");
    }

    private void write(String offset) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.createDirectories(next.getParent());
        Files.writeString(next, offset + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
