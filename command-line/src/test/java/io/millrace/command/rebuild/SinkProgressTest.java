package io.millrace.command.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SinkProgressTest {
    @Test
    void aSinkWithoutConsumersHasNotReadAnything() {
        assertThat(SinkProgress.haveRead(List.of(), 1)).isFalse();
    }

    @Test
    void anEmptyStreamIsRead() {
        assertThat(SinkProgress.haveRead(List.of(), 0)).isTrue();
    }
}
