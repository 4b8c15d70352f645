package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginFolderTest {
    @TempDir
    private Path directory;

    @Test
    void replacesTheFolderWithTheContentsOfTheZips() throws Exception {
        Path folder = directory.resolve("plugins");
        PluginFolder.unpack(folder, List.of(zip("old", "old/old.jar")));
        PluginFolder.unpack(folder, List.of(zip("bridge", "bridge/bridge.jar"), zip("sink", "sink/lib/sink.jar")));
        assertThat(folder.resolve("bridge/bridge.jar")).hasContent("bridge");
        assertThat(folder.resolve("sink/lib/sink.jar")).hasContent("sink");
        assertThat(folder.resolve("old")).doesNotExist();
    }

    @Test
    void refusesAnEntryOutsideTheFolder() throws Exception {
        Path evil = zip("evil", "../evil.jar");
        assertThatThrownBy(() -> PluginFolder.unpack(directory.resolve("plugins"), List.of(evil)))
                .hasStackTraceContaining("is outside the folder");
        assertThat(directory.resolve("evil.jar")).doesNotExist();
    }

    private Path zip(String content, String entry) throws IOException {
        Path file = directory.resolve(content + ".zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }
}
