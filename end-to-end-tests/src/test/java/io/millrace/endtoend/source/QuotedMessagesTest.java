package io.millrace.endtoend.source;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/operations.md and docs/troubleshooting.md quote log messages and exception texts as code in the first column of tables with
 * the heading "message". An ellipsis stands for what is filled in. Messages of other programs are in tables with another heading.
 */
class QuotedMessagesTest {
    private static final Pattern MESSAGE_TABLE = Pattern.compile("(?m)^\\| message \\|.*\\n\\|[-|]+\\n((?:\\|.*\\n)+)");
    private static final Pattern FIRST_COLUMN = Pattern.compile("(?m)^\\|([^|]*)\\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @Test
    void quotedMessagesAreInTheCode() throws Exception {
        List<String> messages = ProductSources.java().stream()
                .flatMap(source -> source.messages().stream())
                .toList();

        List<String> quotes = quotes();
        assertThat(quotes).isNotEmpty();
        assertThat(quotes)
                .filteredOn(quote -> messages.stream().noneMatch(pattern(quote).asPredicate()))
                .as("messages that no statement of the code has")
                .isEmpty();
    }

    private static Pattern pattern(String quote) {
        return Pattern.compile(Stream.of(quote.split("…"))
                .map(String::strip)
                .map(Pattern::quote)
                .collect(joining(".*")));
    }

    private static List<String> quotes() throws IOException {
        return MESSAGE_TABLE
                .matcher(ProductSources.page("docs/operations.md") + ProductSources.page("docs/troubleshooting.md"))
                .results()
                .flatMap((MatchResult table) ->
                        FIRST_COLUMN.matcher(table.group(1)).results())
                .flatMap((MatchResult row) -> CODE.matcher(row.group(1)).results())
                .map((MatchResult code) -> code.group(1))
                .toList();
    }
}
