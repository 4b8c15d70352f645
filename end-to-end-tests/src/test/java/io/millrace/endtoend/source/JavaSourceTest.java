package io.millrace.endtoend.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JavaSourceTest {
    private static final String CODE = """
            /** Not a "message"; not a class Commented. */
            public final class Outer {
                char quote = '"'; // "nor this"
                String a = "Lost \\"CDC\\"," + " retrying";
                String b = "Stream " + name + " has %d messages".formatted(n) + (x ? "." : "!");
                String c = \"""
                        first
                        second\""";
                Class<?> type = Outer.class;

                static sealed interface Case permits One {}
                record One(int class1) implements Case {}
                private enum Hidden { A }
            }
            """;

    private final JavaSource source = JavaSource.parse("Outer.java", CODE);

    @Test
    void literalsOfAStatementAreOneMessageWithGapsForWhatIsFilledIn() {
        assertThat(source.messages().stream().map(text -> text.replace(JavaSource.GAP, '…')))
                .containsExactly("…\"", "…Lost \"CDC\", retrying", "…Stream … has … messages….…!", "… first second");
    }

    @Test
    void typesThatOtherFilesCanUseAreListed() {
        assertThat(source.sharedTypes()).containsExactly("Outer", "Case", "One");
    }
}
