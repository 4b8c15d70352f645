package io.millrace.endtoend.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links between the pages, and the titles that they go to, as GitHub names them. */
class PageLinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern TITLE = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$|^ {4,}\\S.*?$");

    @Test
    void everyLinkLeadsToAPageOrFileAndATitleInIt() throws Exception {
        List<String> broken = new ArrayList<>();
        for (String page : ReadersPages.markdown()) {
            Path file = Checkout.root().resolve(page);
            for (String link : links(file)) {
                String[] parts = link.split("#", 2);
                Path target = parts[0].isEmpty()
                        ? file
                        : file.resolveSibling(parts[0]).normalize();
                if (!Files.exists(target) || parts.length > 1 && !titles(target).contains(parts[1])) {
                    broken.add(page + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    /** The README leads to every page, itself or through a page that it names. */
    @Test
    void everyPageIsOnThePath() throws Exception {
        Set<Path> reached = new HashSet<>();
        List<Path> next = new ArrayList<>(List.of(Checkout.root().resolve("README.md")));
        for (int depth = 0; depth <= 2; depth++) {
            List<Path> linked = new ArrayList<>();
            for (Path file : next) {
                if (reached.add(file)) {
                    for (String link : links(file)) {
                        Path target = file.resolveSibling(link.split("#", 2)[0]).normalize();
                        if (target.toString().endsWith(".md") && Files.exists(target)) {
                            linked.add(target);
                        }
                    }
                }
            }
            next = linked;
        }
        assertThat(reached)
                .containsAll(ReadersPages.all().stream()
                        .map(page -> Checkout.root().resolve(page))
                        .toList());
    }

    private static List<String> links(Path file) throws IOException {
        return LINK.matcher(text(file))
                .results()
                .map((MatchResult link) -> link.group(1))
                .filter(link -> !link.contains("://"))
                .toList();
    }

    private static Set<String> titles(Path file) throws IOException {
        Set<String> titles = new HashSet<>();
        for (MatchResult title : TITLE.matcher(text(file)).results().toList()) {
            String name = title.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                    .replace(' ', '-');
            String unique = name;
            for (int again = 1; !titles.add(unique); again++) {
                unique = name + "-" + again;
            }
        }
        return titles;
    }

    private static String text(Path file) throws IOException {
        return CODE.matcher(Files.readString(file)).replaceAll("");
    }
}
