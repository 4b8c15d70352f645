package io.millrace.cassandra.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TokenSetTest {
    private static final long MIN = Long.MIN_VALUE;
    private static final long MAX = Long.MAX_VALUE;

    private final TokenSet set = new TokenSet();

    @Test
    void neighboursBecomeOneRange() {
        set.add(new TokenRange(0, 10));
        set.add(new TokenRange(20, 30));
        set.add(new TokenRange(10, 20));

        assertThat(set.ranges()).containsExactly(new TokenRange(0, 30));
        assertThat(set.missing()).containsExactly(new TokenRange(MIN, 0), new TokenRange(30, MAX));
    }

    @Test
    void aTokenThatIsThereIsRefused() {
        set.add(new TokenRange(0, 10));

        for (TokenRange range : List.of(
                new TokenRange(0, 10),
                new TokenRange(9, 20),
                new TokenRange(-5, 1),
                new TokenRange(3, 4),
                new TokenRange(-5, 20))) {
            assertThatThrownBy(() -> set.add(range))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Both");
        }
        assertThat(set.ranges()).containsExactly(new TokenRange(0, 10));
    }

    @Test
    void theWholeRingMissesNothing() {
        set.add(new TokenRange(MIN, MIN + 1));
        set.add(new TokenRange(MAX - 1, MAX));
        assertThat(set.isWholeRing()).isFalse();
        set.add(new TokenRange(MIN + 1, MAX - 1));

        assertThat(set.isWholeRing()).isTrue();
        assertThat(set.missing()).isEmpty();
    }
}
