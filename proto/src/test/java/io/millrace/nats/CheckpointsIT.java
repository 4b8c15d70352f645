package io.millrace.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckpointsIT extends OnNats {
    private static final Path GOLDEN = GoldenRegistryTest.CURRENT.resolve("progress.txtpb");
    private static final String KEY = "progress.CDC.sh=2Eop=2Ecaf=C3=A9.3";
    private static final PublishProgress PROGRESS = PublishProgress.newBuilder()
            .setTopic("sh.op.café")
            .setPartition(3)
            .setGeneration(2)
            .setStreamCreated("2026-01-01T00:00:00.123456789Z")
            .addSubject("cdc.shop.sales.café.3")
            .addSubject("cdc.shop.sales.orders.3")
            .addMark(mark(1000, 1L << 40, "2026-01-01T12:00:00Z"))
            .addMark(mark(2000, (1L << 40) + 223, "2026-01-02T12:00:00.5Z"))
            .build();

    @BeforeEach
    void createBucket() throws Exception {
        StateBucket.createIfAbsent(connection, 1);
    }

    @Test
    void anEntryIsReadableTextAsInTheGoldenFile() throws Exception {
        Checkpoints.open(connection, "CDC").write(PROGRESS);

        assertThat(new String(connection.keyValue(StateBucket.NAME).get(KEY).getValue(), StandardCharsets.UTF_8))
                .isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void theEntryOfTheGoldenFileIsRead() throws Exception {
        connection.keyValue(StateBucket.NAME).put(KEY, Files.readAllBytes(GOLDEN));
        Checkpoints checkpoints = Checkpoints.open(connection, "CDC");

        assertThat(checkpoints.list(3)).containsExactly(PROGRESS);
        assertThat(checkpoints.list(4)).isEmpty();
        assertThat(Checkpoints.open(connection, "OTHER").list(3)).isEmpty();
    }

    @Test
    void anEarlierGenerationDoesNotReplaceALaterOne() throws Exception {
        Checkpoints checkpoints = Checkpoints.open(connection, "CDC");
        checkpoints.write(PROGRESS);

        checkpoints.write(PROGRESS.toBuilder().setGeneration(1).build());
        assertThat(checkpoints.list(3)).containsExactly(PROGRESS);

        PublishProgress later = PROGRESS.toBuilder().setGeneration(3).build();
        checkpoints.write(later);
        assertThat(checkpoints.list(3)).containsExactly(later);
    }

    private static PublishMark mark(long offset, long sequence, String time) {
        return PublishMark.newBuilder()
                .setOffset(offset)
                .setSequence(sequence)
                .setTime(time)
                .build();
    }
}
