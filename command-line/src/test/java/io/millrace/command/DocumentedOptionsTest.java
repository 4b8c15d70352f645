package io.millrace.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** The pages show commands of ./millrace in blocks and in the text; each has commands, options and values that exist. */
class DocumentedOptionsTest {
    private static final Pattern IN_TEXT = Pattern.compile("`(?:[A-Z_]+=\\S+ )?\\./millrace ([^`]+)`");
    private static final Pattern IN_BLOCK =
            Pattern.compile("(?m)^(?: {4,}\\$? ?)?(?:[A-Z_]+=\\S+ )?\\./millrace (.*)$");
    /** Quoted text, or text without blanks. */
    private static final Pattern WORD = Pattern.compile("'[^']*'|\"[^\"]*\"|\\S+");

    @Test
    void everyCommandOnThePagesIsUnderstood() throws Exception {
        List<String> refused = new ArrayList<>();
        int commands = 0;
        for (Path page : pages()) {
            for (String command : commands(Files.readString(page))) {
                commands++;
                try {
                    MillraceCommand.commandLine().parseArgs(words(command));
                } catch (MissingParameterException ofACommandThatIsOnlyNamed) {
                    continue;
                } catch (ParameterException e) {
                    refused.add(page.getFileName() + ": ./millrace " + command + ": " + e.getMessage());
                }
            }
        }
        assertThat(refused).isEmpty();
        assertThat(commands).isGreaterThan(50);
    }

    private static List<String> commands(String page) {
        return Stream.of(IN_TEXT, IN_BLOCK)
                .flatMap(pattern -> pattern.matcher(page).results())
                .map((MatchResult command) ->
                        command.group(1).replaceAll("\\s+# .*| > \\S+$", "").strip())
                // The names of all commands, or of any.
                .filter(command -> !command.startsWith("COMMAND"))
                .toList();
    }

    private static String[] words(String command) {
        return WORD.matcher(command)
                .results()
                .map(word -> word.group().replaceAll("^['\"]|['\"]$", ""))
                .toArray(String[]::new);
    }

    private static List<Path> pages() throws IOException {
        Path root = Path.of("..");
        List<Path> pages = new ArrayList<>();
        for (String folder : List.of(".", "docs", "connect-config", "deploy/kubernetes")) {
            try (Stream<Path> files = Files.list(root.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
            }
        }
        return pages;
    }
}
