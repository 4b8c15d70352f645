package io.millrace.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TablePatternTest {
    @Test
    void globsIncludeAndExclude() {
        TablePattern pattern = TablePattern.parse(List.of("shop.*", "web.page?", "!shop.tmp_*"));

        assertThat(pattern.matches("shop", "orders")).isTrue();
        assertThat(pattern.matches("web", "pages")).isTrue();
        assertThat(pattern.matches("shop", "tmp_1")).isFalse();
        assertThat(pattern.matches("web", "page")).isFalse();
        assertThat(pattern.matches("workshop", "orders")).isFalse();
    }

    @Test
    void namesKeepTheirCase() {
        TablePattern pattern = TablePattern.parse(List.of("Shop.Orders"));

        assertThat(pattern.matches("Shop", "Orders")).isTrue();
        assertThat(pattern.matches("shop", "orders")).isFalse();
    }

    @Test
    void globsOfAnotherFormAreRefused() {
        for (List<String> globs :
                List.of(List.of("shop"), List.of("a.b.c"), List.of("shop.o[rs]"), List.of("!shop.a"))) {
            assertThatThrownBy(() -> TablePattern.parse(globs)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
