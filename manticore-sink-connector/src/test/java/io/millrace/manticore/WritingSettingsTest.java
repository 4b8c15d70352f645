package io.millrace.manticore;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.manticore.pipeline.PipelineSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class WritingSettingsTest {
    private static final long FULL_SPEED = 63_000;

    /** Else the server would hold events back while nothing is wrong. */
    @Test
    void moreMayBeUnacknowledgedThanIsWrittenWithinTheDelay() {
        for (long delayMs : new long[] {0, 2_000, 60_000}) {
            PipelineSettings settings = pipeline(Map.of("ack.delay.ms", Long.toString(delayMs)));
            assertThat(settings.stream().maxAckPending())
                    .isGreaterThan(
                            delayMs * FULL_SPEED / 1000 + 3L * settings.batch().events());
        }
    }

    /** It is extended while a batch is written, and must be longer than one request and the delay. */
    @Test
    void acknowledgementsAreAwaitedLongerThanARequestMayTake() {
        PipelineSettings settings = pipeline(Map.of("ack.delay.ms", "60000", "manticore.request.timeout.ms", "120000"));
        assertThat(settings.stream().ackWait())
                .isGreaterThan(settings.ackDelay().plus(settings.manticore().requestTimeout()));
    }

    /** A slow connector writes small batches often, not large ones rarely. */
    @Test
    void aThrottleMakesBatchesOfASecond() {
        PipelineSettings settings = pipeline(Map.of("throttle.documents.per.second", "100"));
        assertThat(settings.target().documentsPerSecond()).isEqualTo(100);
        assertThat(settings.batch().events()).isEqualTo(100);
        assertThat(pipeline(Map.of()).batch().events()).isEqualTo(5_000);
    }

    private static PipelineSettings pipeline(Map<String, String> given) {
        Map<String, String> properties = new HashMap<>(given);
        properties.put("name", "sink");
        return new ManticoreSinkConfig(properties).pipeline(Set.of());
    }
}
