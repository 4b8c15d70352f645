package io.millrace.bridge.publish;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartitionProgressTest {
    private final PartitionProgress progress = new PartitionProgress();

    @Test
    void theFirstRecordThatArrivesIsWhereItStarts() {
        assertThat(progress.isStarted()).isFalse();

        progress.arrived(7);
        progress.arrived(8);

        assertThat(progress.isStarted()).isTrue();
        assertThat(progress.next()).isEqualTo(7);
    }

    @Test
    void whatIsInFlightIsNotPassed() {
        progress.sent(7);
        progress.sent(8);
        assertThat(progress.next()).isEqualTo(7);
        assertThat(progress.isIdle()).isFalse();

        progress.acknowledged(7);
        assertThat(progress.next()).isEqualTo(8);

        progress.acknowledged(8);
        assertThat(progress.next()).isEqualTo(9);
        assertThat(progress.isIdle()).isTrue();
    }

    /** Offsets have gaps, and what is left out waits for what was sent before it. */
    @Test
    void recordsThatWereLeftOutArePassedWithWhatIsBeforeThem() {
        progress.passed(3);
        assertThat(progress.next()).isEqualTo(4);

        progress.sent(6);
        progress.passed(9);
        assertThat(progress.next()).isEqualTo(4);

        progress.acknowledged(6);
        assertThat(progress.next()).isEqualTo(10);
    }

    @Test
    void aRewindForgetsWhatIsInFlight() {
        progress.rewind();
        assertThat(progress.isStarted()).isFalse();

        progress.sent(0);
        progress.sent(1);
        progress.acknowledged(0);
        progress.rewind();

        assertThat(progress.isIdle()).isTrue();
        assertThat(progress.next()).isEqualTo(1);
        assertThat(progress.wasSent(1)).isTrue();
        assertThat(progress.wasSent(2)).isFalse();
    }

    @Test
    void aBadRecordIsReportedOnceHoweverOftenItIsRead() {
        assertThat(progress.reportsFirst(5)).isTrue();
        progress.rewind();
        assertThat(progress.reportsFirst(5)).isFalse();
        assertThat(progress.reportsFirst(6)).isTrue();
    }

    @Test
    void theOffsetsOfARecreatedTopicAreOtherRecords() {
        progress.sent(5);
        progress.reportsFirst(6);

        progress.startOver();

        assertThat(progress.next()).isZero();
        assertThat(progress.isIdle()).isTrue();
        assertThat(progress.wasSent(5)).isFalse();
        assertThat(progress.reportsFirst(6)).isTrue();
    }
}
