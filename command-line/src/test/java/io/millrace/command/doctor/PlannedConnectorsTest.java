package io.millrace.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.command.console.CommandException;
import io.millrace.state.ConfiguredConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannedConnectorsTest {
    @TempDir
    private Path directory;

    @Test
    void fileIsReadAsItWillBePosted() throws Exception {
        Path file = Files.writeString(
                directory.resolve("sink.json"), "{\"name\": \"sink\", \"config\": {\"tasks.max\": 4}}");

        assertThat(PlannedConnectors.read(List.of(file)))
                .extracting(ConfiguredConnector::posted)
                .containsExactly(Map.of("name", "sink", "tasks.max", "4"));
    }

    @Test
    void otherFileIsRefusedByName() throws Exception {
        Path file = Files.writeString(directory.resolve("sink.json"), "{\"tasks.max\": 4}");

        assertThatThrownBy(() -> PlannedConnectors.read(List.of(file)))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("sink.json is not a connector");
    }

    @Test
    void fileOfAnotherFormatIsRefusedInOneLine() throws Exception {
        Path file = Files.writeString(directory.resolve("worker.properties"), "\n# A worker\n");

        assertThatThrownBy(() -> PlannedConnectors.read(List.of(file)))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("worker.properties is not JSON: Unexpected character ('#'")
                .hasMessageEndingWith("in line 2")
                .hasMessageNotContaining("\n");
    }
}
