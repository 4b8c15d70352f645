package io.millrace.endtoend.source;

import io.millrace.local.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The main code of the modules that users run, and the pages about them. */
final class ProductSources {
    private static final List<String> MODULES = List.of(
            "proto",
            "nats-bridge-connector",
            "manticore-sink-connector",
            "status-extension",
            "cassandra-snapshot-task",
            "pipeline-state",
            "index-audit",
            "command-line");

    private static final Pattern GENERATED = Pattern.compile("(?m)^(?:message|enum) (\\w+)");

    private ProductSources() {}

    static List<JavaSource> java() throws IOException {
        List<JavaSource> sources = new ArrayList<>();
        for (Path file : files(".java")) {
            sources.add(JavaSource.parse(nameOf(file), Files.readString(file)));
        }
        return sources;
    }

    /** Files by the name of the types that they declare, for types that other files can use. */
    static Map<String, List<String>> types() throws IOException {
        Map<String, List<String>> files = new TreeMap<>();
        for (JavaSource source : java()) {
            source.sharedTypes().forEach(name -> add(files, name, source.path()));
        }
        for (Path proto : files(".proto")) {
            GENERATED
                    .matcher(Files.readString(proto))
                    .results()
                    .forEach(match -> add(files, match.group(1), nameOf(proto)));
        }
        return files;
    }

    /** @param path the page's path from the root of the checkout */
    static String page(String path) throws IOException {
        return Files.readString(Checkout.root().resolve(path));
    }

    private static void add(Map<String, List<String>> files, String type, String file) {
        files.computeIfAbsent(type, absent -> new ArrayList<>()).add(file);
    }

    private static List<Path> files(String extension) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Checkout.root().resolve(module).resolve("src/main"))) {
                files.filter(file -> file.toString().endsWith(extension))
                        .sorted()
                        .forEach(found::add);
            }
        }
        return found;
    }

    private static String nameOf(Path file) {
        return Checkout.root().relativize(file).toString();
    }
}
