package io.millrace.endtoend.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/architecture.md mentions only classes that exist: as code, or as a word of two or more joined words. */
class ArchitecturePageTest {
    private static final Pattern CODE = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)`");
    private static final Pattern JOINED_WORDS = Pattern.compile("\\b((?:[A-Z][a-z]+){2,})\\b");
    private static final Set<String> OTHER_NAMES = Set.of("JetStream");

    @Test
    void everyClassThatThePageMentionsExists() throws Exception {
        String page = ProductSources.page("docs/architecture.md");
        Set<String> mentioned = Stream.of(CODE, JOINED_WORDS)
                .flatMap(pattern -> pattern.matcher(page).results())
                .map((MatchResult name) -> name.group(1))
                .filter(name -> !OTHER_NAMES.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(mentioned).isNotEmpty();
        mentioned.removeAll(ProductSources.types().keySet());
        assertThat(mentioned).isEmpty();
    }
}
