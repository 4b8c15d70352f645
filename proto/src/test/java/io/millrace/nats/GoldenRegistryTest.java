package io.millrace.nats;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The entries of the state bucket as each version has written them: a directory per version, which never changes. That
 * this version writes those of the latest directory is tested where they are written.
 */
class GoldenRegistryTest {
    private static final Path ALL = Path.of("src/test/resources/registry");
    /** The version whose files equal what this one writes. */
    static final Path CURRENT = ALL.resolve("0.1.0");

    /** By the beginning of the files' names. */
    private static final Map<String, Message> KINDS = Map.of(
            "audit", AuditMark.getDefaultInstance(),
            "claim", TargetClaim.getDefaultInstance(),
            "progress", PublishProgress.getDefaultInstance(),
            "runs", RunRaiseList.getDefaultInstance(),
            "table", TableEntry.getDefaultInstance(),
            "truncate", TruncateOrder.getDefaultInstance());

    static List<Path> versions() throws IOException {
        try (Stream<Path> versions = Files.list(ALL)) {
            return versions.filter(Files::isDirectory).sorted().toList();
        }
    }

    static Stream<Path> entries() throws IOException {
        return versions().stream().flatMap(version -> filesIn(version).stream());
    }

    @ParameterizedTest
    @MethodSource("entries")
    void entryOfThatVersionIsReadWholeAndKeptAsItIs(Path file) throws IOException {
        String pinned = Files.readString(file);
        EntryText<Message> text = new EntryText<>(Objects.requireNonNull(KINDS.get(kindOf(file))));

        StateEntries.Entry<Message> entry = text.parse(file.toString(), pinned.getBytes(StandardCharsets.UTF_8), 1);

        assertThat(entry.unknown()).isEmpty();
        assertThat(new String(text.print(entry.message(), entry.unknown()), StandardCharsets.UTF_8))
                .isEqualTo(pinned);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void everyKindOfEntryIsThere(Path version) {
        assertThat(filesIn(version).stream().map(GoldenRegistryTest::kindOf).collect(Collectors.toSet()))
                .isEqualTo(KINDS.keySet());
    }

    @Test
    void thereIsAVersion() throws IOException {
        assertThat(versions()).isNotEmpty();
    }

    private static List<Path> filesIn(Path version) {
        try (Stream<Path> files = Files.list(version)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String kindOf(Path file) {
        return file.getFileName().toString().replaceAll("[-.].*", "");
    }
}
