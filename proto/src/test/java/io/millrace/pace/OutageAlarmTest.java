package io.millrace.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class OutageAlarmTest {
    private final SetClock clock = new SetClock();
    private final OutageAlarm alarm = new OutageAlarm(clock);

    @Test
    void anOutageIsLoggedWhenItBeginsAndEveryTenMinutes() {
        assertThat(alarm.raise()).isTrue();
        assertThat(alarm.raise()).isFalse();
        clock.pass(Duration.ofMinutes(9));
        assertThat(alarm.raise()).isFalse();
        clock.pass(Duration.ofMinutes(1));
        assertThat(alarm.raise()).isTrue();
        assertThat(alarm.raise()).isFalse();
        clock.pass(Duration.ofMinutes(25));
        assertThat(alarm.raise()).isTrue();
    }

    @Test
    void itsEndIsLoggedOnce() {
        assertThat(alarm.clear()).isFalse();
        alarm.raise();
        assertThat(alarm.clear()).isTrue();
        assertThat(alarm.clear()).isFalse();
    }

    @Test
    void theNextOutageIsLoggedAtOnce() {
        alarm.raise();
        alarm.clear();
        assertThat(alarm.raise()).isTrue();
    }
}
