package io.millrace.endtoend.source;

import io.millrace.local.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The main code of the modules that are shipped, and the pages about them. */
final class ProductSources {
    private static final List<String> MODULES = List.of(
            "proto", "nats-bridge-connector", "manticore-sink-connector", "cassandra-snapshot-task", "initial-sync");

    private ProductSources() {}

    static List<JavaSource> java() throws IOException {
        List<JavaSource> sources = new ArrayList<>();
        for (String module : MODULES) {
            for (Path file : files(module, ".java")) {
                sources.add(JavaSource.parse(Checkout.root().relativize(file).toString(), Files.readString(file)));
            }
        }
        return sources;
    }

    /** The text of the product's .proto files, from which classes are generated. */
    static List<String> proto() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String module : MODULES) {
            for (Path file : files(module, ".proto")) {
                texts.add(Files.readString(file));
            }
        }
        return texts;
    }

    /** @param path the page's path from the root of the checkout */
    static String page(String path) throws IOException {
        return Files.readString(Checkout.root().resolve(path));
    }

    private static List<Path> files(String module, String extension) throws IOException {
        try (Stream<Path> files = Files.walk(Checkout.root().resolve(module).resolve("src/main"))) {
            return files.filter(file -> file.toString().endsWith(extension))
                    .sorted()
                    .toList();
        }
    }
}
