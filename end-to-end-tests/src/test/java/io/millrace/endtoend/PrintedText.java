package io.millrace.endtoend;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.endtoend.docs.CodeBlock;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a page says a command prints. An ellipsis stands for anything; times, the names of dead letters and how often a blank is
 * repeated do not count.
 */
final class PrintedText {
    private final CodeBlock block;
    private final Pattern pattern;

    private PrintedText(CodeBlock block) {
        this.block = block;
        this.pattern = Pattern.compile(
                Stream.of(constant(block.text()).split("…", -1))
                        .map(Pattern::quote)
                        .collect(joining(".*")),
                Pattern.DOTALL);
    }

    static PrintedText of(CodeBlock block) {
        return new PrintedText(block);
    }

    void assertIsIn(String output) {
        assertThat(constant(output)).as(block.toString()).containsPattern(pattern);
    }

    private static String constant(String text) {
        return text.replaceAll("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?", "TIME")
                .replaceAll("\\b\\d+(\\.\\d+)? (ms|s|min)\\b( ago)?", "AGE")
                .replaceAll("\\bsink-0-\\d+", "LETTER")
                .replaceAll(" +", " ")
                .replaceAll(" ?\n", "\n");
    }
}
