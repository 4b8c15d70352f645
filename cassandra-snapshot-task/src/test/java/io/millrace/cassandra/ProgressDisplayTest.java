package io.millrace.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
    @Test
    void showsRowsRangesSpeedBytesAndTheTimeLeft() {
        SnapshotProgress.Sample half = new SnapshotProgress.Sample(120_000, 3, 45_600_000, 8, 16, 60);

        assertThat(ProgressDisplay.text(half))
                .isEqualTo("120,000 rows, 8 of 16 ranges, 2,000 rows/s, 45.6 MB, 3 rejected, left: 0:01:00");
    }

    @Test
    void theTimeLeftIsUnknownBeforeTheFirstRangeIsDone() {
        assertThat(ProgressDisplay.text(new SnapshotProgress.Sample(10, 0, 100, 0, 16, 1)))
                .endsWith("left: unknown");
    }

    @Test
    void theBarEndsFullOnATerminal() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SnapshotProgress progress = new SnapshotProgress(1);
        try (ProgressDisplay display = new ProgressDisplay(progress, new PrintStream(out), true)) {
            progress.row(10);
            progress.rangeDone();
        }

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("\r[##############################] 1 rows, 1 of 1 ranges");
    }
}
