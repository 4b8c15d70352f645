package io.millrace.endtoend.docs;

import io.millrace.local.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The pages that the README leads to. */
final class ReadersPages {
    private static final List<String> FOLDERS = List.of("", "docs", "connect-config", "deploy/kubernetes", "examples");
    /** For those who develop Millrace, or a record. */
    private static final Set<String> OTHERS = Set.of("CONTRIBUTING.md", "CHANGELOG.md");

    private ReadersPages() {}

    /** Their paths from the root of the checkout. */
    static List<String> all() throws IOException {
        return markdown().stream().filter(page -> !OTHERS.contains(page)).toList();
    }

    /** All pages of these folders. */
    static List<String> markdown() throws IOException {
        Path root = Checkout.root();
        Stream.Builder<String> pages = Stream.builder();
        for (String folder : FOLDERS) {
            try (Stream<Path> files = Files.list(root.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md"))
                        .map(file -> root.relativize(file).toString())
                        .sorted()
                        .forEach(pages);
            }
        }
        return pages.build().toList();
    }
}
