package io.millrace.fault.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFilesTest {
    @TempDir
    private Path directory;

    @Test
    void filesThatWereWrittenChangedOrDeletedAreWhatTheyWere() throws IOException {
        Path data = Files.createDirectories(directory.resolve("data"));
        Path changed =
                Files.writeString(Files.createDirectories(data.resolve("table")).resolve("changed"), "before");
        Path deleted = Files.writeString(data.resolve("deleted"), "before");
        DataFiles before = DataFiles.copyOf(data);
        Files.writeString(changed, "after");
        Files.delete(deleted);
        Path added = Files.writeString(data.resolve("table").resolve("added"), "after");

        before.putBack();
        before.delete();

        assertThat(changed).hasContent("before");
        assertThat(deleted).hasContent("before");
        assertThat(added).doesNotExist();
        assertThat(directory).isDirectoryNotContaining("glob:**.synced");
    }
}
