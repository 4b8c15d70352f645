package io.millrace.endtoend;

import static java.util.stream.Collectors.joining;

import io.millrace.local.MillraceProgram;
import io.millrace.local.Service;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A shell in a folder with {@code ./millrace} and {@code ./services}, which run what has been built. The addresses of a quickstart
 * on its usual ports, in commands and in their output, stand for those that it really has.
 */
final class TutorialShell {
    private final Path directory;
    private final Map<String, String> addresses = new TreeMap<>();
    private final List<String> exports = new ArrayList<>();

    TutorialShell(Quickstart quickstart) throws IOException {
        this.directory = quickstart.directory();
        for (Service service : List.of(Service.CONNECT, Service.MYSQL, Service.MANTICORE)) {
            URI address = URI.create(quickstart.address(service.variable()));
            addresses.put("127.0.0.1:" + service.port(), address.getHost() + ":" + address.getPort());
        }
        script("millrace", MillraceProgram.killable(List.of()));
        script("services", java(List.of(), "io.millrace.local.ServicesCommand"));
    }

    /** Runs lines of a page as they are. Variables that they export are there for those that follow. */
    CommandProcess run(String lines) throws IOException, InterruptedException {
        lines.lines().filter(line -> line.startsWith("export ")).forEach(exports::add);
        String script = String.join("\n", exports) + "\n" + lines;
        for (Map.Entry<String, String> address : addresses.entrySet()) {
            script = script.replace(address.getKey(), address.getValue());
        }
        ProcessBuilder builder = new ProcessBuilder("bash", "-euc", script)
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("MILLRACE_") || name.equals("JAVA_TOOL_OPTIONS"));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        for (Map.Entry<String, String> address : addresses.entrySet()) {
            output = output.replace(address.getValue(), address.getKey());
        }
        return new CommandProcess(process.waitFor(), output);
    }

    /** A program on the class path of the tests. */
    static List<String> java(List<String> options, String program) {
        return Stream.of(
                        List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()),
                        options,
                        List.of("-cp", System.getProperty("java.class.path"), program))
                .flatMap(List::stream)
                .toList();
    }

    private void script(String name, List<String> command) throws IOException {
        Path script = directory.resolve(name);
        String quoted = command.stream().map(word -> "'" + word + "'").collect(joining(" "));
        Files.writeString(script, "#!/bin/sh\nexec " + quoted + " \"$@\"\n");
        if (!script.toFile().setExecutable(true)) {
            throw new IOException(script + " cannot be made executable");
        }
    }
}
