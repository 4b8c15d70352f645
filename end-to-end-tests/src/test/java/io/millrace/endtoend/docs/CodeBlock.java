package io.millrace.endtoend.docs;

import io.millrace.local.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of code in a page, fenced or indented.
 *
 * @param language the word after a fence's backticks; empty for an indented block
 * @param mark the paragraph right before the block
 */
public record CodeBlock(String page, int line, String language, String mark, String text) {
    private static final Pattern FENCE = Pattern.compile("^```(\\w*)$");
    private static final Pattern INDENTED = Pattern.compile("^ {4,}\\S.*");

    /** @param page the page's path from the root of the checkout */
    public static List<CodeBlock> of(String page) throws IOException {
        return new Reader(page, Files.readAllLines(Checkout.root().resolve(page))).blocks();
    }

    /** The lines without blank ones. */
    public List<String> lines() {
        return text.lines().filter(line -> !line.isBlank()).toList();
    }

    @Override
    public String toString() {
        return page + ":" + line;
    }

    private static final class Reader {
        private final String page;
        private final List<String> lines;
        private final List<CodeBlock> blocks = new ArrayList<>();
        private String paragraph = "";
        private int at;

        Reader(String page, List<String> lines) {
            this.page = page;
            this.lines = lines;
        }

        List<CodeBlock> blocks() {
            boolean blankBefore = true;
            while (at < lines.size()) {
                String line = lines.get(at);
                Matcher fence = FENCE.matcher(line);
                if (fence.matches()) {
                    fenced(fence.group(1));
                } else if (blankBefore && INDENTED.matcher(line).matches()) {
                    indented();
                    continue;
                } else if (!line.isBlank()) {
                    paragraph = blankBefore ? line : paragraph + "\n" + line;
                }
                blankBefore = line.isBlank() || fence.matches();
                at++;
            }
            return blocks;
        }

        private void fenced(String language) {
            int begin = ++at;
            while (!lines.get(at).equals("```")) {
                at++;
            }
            add(begin, language, lines.subList(begin, at));
        }

        /** Blank lines belong to it if it continues after them. */
        private void indented() {
            int begin = at;
            int end = at;
            while (at < lines.size()
                    && (lines.get(at).isBlank()
                            || INDENTED.matcher(lines.get(at)).matches())) {
                at++;
                end = lines.get(at - 1).isBlank() ? end : at;
            }
            add(begin, "", lines.subList(begin, end));
            at = end;
        }

        private void add(int begin, String language, List<String> content) {
            blocks.add(new CodeBlock(
                    page,
                    begin + 1,
                    language,
                    paragraph,
                    String.join("\n", content).stripIndent()));
            paragraph = "";
        }
    }
}
