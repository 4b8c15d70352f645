package io.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenEventsTest {
    static Stream<String> events() {
        return GoldenEvents.build().keySet().stream();
    }

    static List<Path> files() throws IOException {
        return GoldenFiles.ofEveryVersion();
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventIsWrittenAsItWasPinned(String name) throws IOException {
        assertThat(ChangeEvents.serialize(GoldenEvents.named(name)))
                .isEqualTo(Files.readAllBytes(GoldenFiles.of(name)));
    }

    @Test
    void everyPinnedEventIsStillBuilt() throws IOException {
        assertThat(GoldenFiles.of(GoldenFiles.CURRENT))
                .containsExactlyInAnyOrderElementsOf(
                        events().map(GoldenFiles::of).toList());
    }

    @ParameterizedTest
    @MethodSource("files")
    void anEventOfAnyPublishedVersionIsReadAsItsTextSays(Path file) throws IOException {
        ChangeEvent.Builder text = ChangeEvent.newBuilder();
        TextFormat.merge(Files.readString(GoldenFiles.textOf(file)), text);

        assertThat(ChangeEvents.parse(Files.readAllBytes(file))).isEqualTo(text.build());
    }

    @ParameterizedTest
    @MethodSource("files")
    void theIdMayBeAppendedLater(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ChangeEvent event = ChangeEvents.parse(bytes);
        byte[] unnumbered = Arrays.copyOf(bytes, bytes.length - 9);

        assertThat(ChangeEvents.parseUnnumbered(unnumbered))
                .isEqualTo(event.toBuilder().clearId().build());
        assertThat(ChangeEvents.withId(unnumbered, event.getId())).isEqualTo(bytes);
    }
}
