package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
    @TempDir
    private Path directory;

    @Test
    void findsTheProcessItWasWrittenFor() {
        PidFile file = new PidFile(directory.resolve("this.pid"));
        file.write(ProcessHandle.current());
        assertThat(file.running()).contains(ProcessHandle.current());
    }

    @Test
    void ignoresALaterProcessWithTheSameId() throws Exception {
        Path file = directory.resolve("other.pid");
        Instant longAgo = Instant.now().minusSeconds(86_400);
        Files.writeString(file, ProcessHandle.current().pid() + " " + longAgo.toEpochMilli());
        assertThat(new PidFile(file).running()).isEmpty();
    }

    @Test
    void isEmptyWithoutAFileOrWithAPartialFile() throws Exception {
        Path file = directory.resolve("half.pid");
        assertThat(new PidFile(file).running()).isEmpty();
        Files.writeString(file, "12");
        assertThat(new PidFile(file).running()).isEmpty();
    }
}
