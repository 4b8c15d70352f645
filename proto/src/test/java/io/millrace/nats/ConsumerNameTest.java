package io.millrace.nats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsumerNameTest {
    @Test
    void whatNatsForbidsInANameIsEscaped() {
        assertThat(ConsumerName.name("shop.sink/a b", 3)).isEqualTo("shop%2Esink%2Fa%20b-p3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"manticore-sink", "shop.sink", "a/b c"})
    void consumersOfASinkAreRecognized(String sink) {
        assertThat(ConsumerName.isOf(sink, ConsumerName.name(sink, 12))).isTrue();
        assertThat(ConsumerName.isOf(sink, ConsumerName.name(sink + "-2", 12))).isFalse();
        assertThat(ConsumerName.isOf(sink, ConsumerName.name("x" + sink, 12))).isFalse();
        assertThat(ConsumerName.isOf(sink, ConsumerName.name(sink, 1) + "-copy"))
                .isFalse();
    }
}
