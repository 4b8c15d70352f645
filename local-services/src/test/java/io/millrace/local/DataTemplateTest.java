package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataTemplateTest {
    @TempDir
    private Path directory;

    private final AtomicInteger made = new AtomicInteger();
    private DataTemplate template;

    @BeforeEach
    void create() {
        template = new DataTemplate(directory.resolve("server/data-template"));
    }

    @Test
    void isCreatedOnceAndCopiedForEachServer() {
        template.copyTo(directory.resolve("one"), this::make);
        template.copyTo(directory.resolve("two"), this::make);
        assertThat(made).hasValue(1);
        assertThat(directory.resolve("one/table/rows")).hasContent("made by 1");
        assertThat(directory.resolve("two/table/rows")).hasContent("made by 1");
        assertThat(directory.resolve("server")).isDirectoryNotContaining("glob:**/data-template.*");
    }

    @Test
    void existingDataIsLeftAlone() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        template.copyTo(data, this::make);
        assertThat(made).hasValue(0);
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void usesTheTemplateThatAnotherJvmCreatedMeanwhile() {
        template.copyTo(directory.resolve("late"), folder -> {
            template.copyTo(directory.resolve("early"), this::make);
            make(folder);
        });
        assertThat(directory.resolve("late/table/rows")).hasContent("made by 1");
    }

    @Test
    void failedCreationIsRepeatedNextTime() {
        assertThatThrownBy(() -> template.copyTo(directory.resolve("data"), folder -> {
                    make(folder);
                    throw new IllegalStateException("no room");
                }))
                .hasMessage("no room");
        template.copyTo(directory.resolve("data"), this::make);
        assertThat(directory.resolve("data/table/rows")).hasContent("made by 2");
    }

    private void make(Path folder) {
        try {
            Path table = Files.createDirectories(folder.resolve("table"));
            Files.writeString(table.resolve("rows"), "made by " + made.incrementAndGet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
