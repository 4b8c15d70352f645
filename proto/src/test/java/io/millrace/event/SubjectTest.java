package io.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectTest {
    @Test
    void plainNamesStayReadable() {
        assertThat(new Subject("shop", "sales", "order_lines", 3)).hasToString("cdc.shop.sales.order_lines.3");
    }

    @ParameterizedTest
    @CsvSource({
        "cdc.shop.sales.orders, true",
        "cdc.*.*.*, true",
        "cdc.shop.*.orders, true",
        "cdc.shop.sales.order, false",
        "cdc.shop.sales.o*, false",
        "cdc.*.*, false",
        "cdc.*.*.*.*, false",
        "cdc.shop.sales.orders., false",
        "'', false"
    })
    void aStarInAPatternIsAnyToken(String pattern, boolean matches) {
        assertThat(Subject.matches(pattern, Subject.of(new SourceTable("shop", "sales", "orders"))))
                .isEqualTo(matches);
    }

    @Test
    void aNameThatIsAStarIsNoPattern() {
        assertThat(Subject.matches(
                        Subject.of(new SourceTable("shop", "*", "orders")),
                        Subject.of(new SourceTable("shop", "sales", "orders"))))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.b",
                "a b",
                "*",
                ">",
                "100%",
                "tab\there",
                "grün",
                "日本",
                "a+b",
                "%2E",
                "\u0000",
                "$x-y_z",
                "\u2003"
            })
    void everyNameIsOneTokenAndComesBack(String name) {
        String subject = new Subject("s", name, name, 0).toString();

        assertThat(subject.split("\\.")).hasSize(5);
        assertThat(subject).doesNotContain("*", ">", " ", "\t");
        assertThat(Subject.parse(subject)).isEqualTo(new Subject("s", name, name, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cdc",
                "cdc.a.b.c",
                "cdc.a.b.c.x",
                "cdc.a.b.c.-1",
                "cdc.a..c.1",
                "abc.a.b.c.1",
                "cdc.a.b.c.1.2",
                "cdc.%zz.b.c.1",
                "cdc.a%.b.c.1",
                "cdc.a.b.c.",
                "cdc.a.b.c.01",
                "cdc.a.b.c.+1",
                "cdc.a.b.c.1 ",
                "cdc.a.b.c.1.5",
                "cdc.a.b.c.4294967295",
                "cdc.a.b.c.99999999999",
                "cdc.my%73ql.b.c.1",
                "cdc.a.b%2e.c.1",
                "cdc.a.%FF.c.1"
            })
    void foreignSubjectsAreRefusedByName(String subject) {
        assertThatThrownBy(() -> Subject.parse(subject))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + subject + "'");
    }
}
