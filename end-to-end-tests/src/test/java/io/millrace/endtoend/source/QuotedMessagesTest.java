package io.millrace.endtoend.source;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A page quotes messages in the first column of tables whose heading starts with "message"; an ellipsis stands for what is
 * filled in. Each of them is what one statement of the product's code says. A heading that starts with "answer" has what
 * other programs say.
 */
class QuotedMessagesTest {
    private static final Pattern TABLE = Pattern.compile("(?m)^\\| message[^|]*\\|.*\\n\\|[-| ]+\\n((?:\\|.*\\n)+)");
    private static final Pattern FIRST_COLUMN = Pattern.compile("(?m)^\\|(.*?)(?<!\\\\)\\|");
    private static final Pattern CODE_SPAN = Pattern.compile("`([^`]+)`");

    @ParameterizedTest
    @MethodSource("quotes")
    void messageOfThePageIsInTheCode(String quote) throws Exception {
        Pattern pattern = Pattern.compile(Stream.of(quote.split("…"))
                .map(String::strip)
                .map(Pattern::quote)
                .collect(joining(".*")));

        assertThat(ProductSources.java().stream().flatMap(source -> source.messages().stream()))
                .anyMatch(message -> pattern.matcher(message).find());
    }

    static List<String> quotes() throws IOException {
        return TABLE.matcher(ProductSources.page("docs/operations.md"))
                .results()
                .flatMap((MatchResult table) ->
                        FIRST_COLUMN.matcher(table.group(1)).results())
                .flatMap((MatchResult row) -> CODE_SPAN.matcher(row.group(1)).results())
                .map((MatchResult span) -> span.group(1))
                .toList();
    }
}
