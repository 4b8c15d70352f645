package io.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenEventsTest {
    @BeforeAll
    static void write() throws IOException {
        if (Boolean.getBoolean("millrace.goldens.write")) {
            GoldenFiles.writeMissing();
        }
    }

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
    void keyAndIdMayBeAppendedToTheRest(Path file) throws IOException {
        ChangeEvent event = ChangeEvents.parse(Files.readAllBytes(file));
        ChangeEvent.Builder end = ChangeEvent.newBuilder().setId(event.getId());
        if (event.hasKey()) {
            end.setKey(event.getKey());
        }
        ByteString rest = event.toBuilder().clearKey().clearId().build().toByteString();

        assertThat(ChangeEvents.parse(rest.concat(ByteString.copyFrom(ChangeEvents.serialize(end.build())))
                        .toByteArray()))
                .isEqualTo(event);
    }

    @Test
    void everyTypeIsThereWithAValueAndEveryOperation() throws IOException {
        Set<Type> types = EnumSet.noneOf(Type.class);
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        for (Path file : GoldenFiles.of(GoldenFiles.CURRENT)) {
            ChangeEvent event = ChangeEvents.parse(Files.readAllBytes(file));
            operations.add(event.getOperation());
            event.getAfter().getColumnsList().stream()
                    .filter(column -> !ColumnRules.isNull(column))
                    .forEach(column -> types.add(column.getType()));
        }

        assertThat(types).isEqualTo(EnumSet.complementOf(EnumSet.of(Type.TYPE_UNSPECIFIED, Type.UNRECOGNIZED)));
        assertThat(operations)
                .isEqualTo(EnumSet.complementOf(EnumSet.of(Operation.OPERATION_UNSPECIFIED, Operation.UNRECOGNIZED)));
    }
}
