package io.millrace.endtoend.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each block of a reader's page with a command, a statement or settings has a mark right before it: a comment with the tests that do
 * the same, or a sentence in italics that says why no test does. A page can say either for all of its blocks.
 */
class DocumentedCommandsTest {
    private static final Pattern COMMAND = Pattern.compile("(?:\\$ )?(?:[A-Z_]+=\\S+ )*"
            + "(?:\\./\\w+|curl|mvn|java|python3|protoc|kubectl|helm|docker|nats|kafka-[a-z]+\\.sh|benchmarks/run|promtool"
            + "|CREATE|GRANT|INSERT|ALTER|SET|SHOW|SELECT|DROP|UPDATE|DELETE|TRUNCATE) .*"
            + "|benchmarks/run|[{]?\"[\\w.]+\": .*");
    private static final Pattern TESTED = Pattern.compile("<!-- (?:tested|run) by (.*) -->");
    private static final Pattern NOT_RUN =
            Pattern.compile("\\*Not run by a test(?: .*)?: .{10,}\\.\\*", Pattern.DOTALL);
    private static final Pattern PAGE_RUN = Pattern.compile("<!-- Everything on this page is run by (\\w+),.*-->");
    private static final Pattern PAGE_NOT_RUN =
            Pattern.compile("\\*Nothing on this page is run by a test: .{10,}\\.\\*");
    private static final Pattern TEST_CLASS = Pattern.compile("\\b[A-Z]\\w+(?:IT|Test)\\b");
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]+");
    private static final Pattern SUBCOMMAND =
            Pattern.compile("\\./millrace (status|doctor|sync|audit|rebuild|dead-letters(?: \\w+)?)");

    @Test
    void everyBlockOfCommandsSaysWhatRunsIt() throws Exception {
        Map<String, Path> tests = tests();
        List<String> unmarked = new ArrayList<>();
        for (String page : ReadersPages.all()) {
            String text = Files.readString(Checkout.root().resolve(page));
            Matcher run = PAGE_RUN.matcher(text);
            if (run.find()) {
                assertThat(tests).containsKey(run.group(1));
                continue;
            }
            if (PAGE_NOT_RUN.matcher(text).find()) {
                continue;
            }
            CodeBlock.of(page).stream()
                    .filter(DocumentedCommandsTest::hasCommands)
                    .filter(block -> !isMarked(block))
                    .forEach(block -> unmarked.add(block + " " + block.lines().get(0)));
        }
        assertThat(unmarked).isEmpty();
    }

    /** A test that a page names exists, and mentions the command and each of its options. */
    @Test
    void namedTestsKnowTheCommandsOfTheirBlocks() throws Exception {
        Map<String, Path> tests = tests();
        List<String> unknown = new ArrayList<>();
        for (String page : ReadersPages.all()) {
            for (CodeBlock block : CodeBlock.of(page)) {
                Matcher tested = TESTED.matcher(block.mark());
                if (!tested.find()) {
                    continue;
                }
                List<String> named = TEST_CLASS
                        .matcher(tested.group(1))
                        .results()
                        .map(MatchResult::group)
                        .toList();
                assertThat(named).as(block.toString()).isNotEmpty();
                assertThat(tests.keySet()).as(block.toString()).containsAll(named);
                String sources = sources(named, tests);
                words(block).filter(word -> !sources.contains(word)).forEach(word -> unknown.add(block + " " + word));
            }
        }
        assertThat(unknown)
                .as("what the tests that a page names do not mention")
                .isEmpty();
    }

    private static boolean hasCommands(CodeBlock block) {
        return !List.of("java", "python", "text").contains(block.language())
                && block.lines().stream()
                        .anyMatch(line -> COMMAND.matcher(line.strip()).matches());
    }

    private static boolean isMarked(CodeBlock block) {
        return TESTED.matcher(block.mark()).find()
                || NOT_RUN.matcher(block.mark()).find();
    }

    /** The commands of ./millrace in a block, and their options. */
    private static Stream<String> words(CodeBlock block) {
        List<String> lines = block.lines().stream()
                .filter(line -> line.contains("./millrace "))
                .toList();
        return lines.stream()
                .flatMap(line -> Stream.concat(
                        SUBCOMMAND
                                .matcher(line)
                                .results()
                                .flatMap(found -> Stream.of(found.group(1).split(" "))),
                        OPTION.matcher(line.replaceAll("#.*", "")).results().map(MatchResult::group)));
    }

    private static String sources(List<String> names, Map<String, Path> tests) throws IOException {
        StringBuilder sources = new StringBuilder();
        for (String name : names) {
            sources.append(Files.readString(tests.get(name)));
        }
        return sources.toString();
    }

    private static Map<String, Path> tests() throws IOException {
        try (Stream<Path> files = Files.find(
                Checkout.root(),
                20,
                (file, attributes) -> file.toString().contains("/src/test/java/")
                        && file.toString().endsWith(".java"))) {
            return files.collect(Collectors.toMap(
                    file -> file.getFileName().toString().replace(".java", ""),
                    file -> file,
                    (one, other) -> one,
                    TreeMap::new));
        }
    }
}
