package io.millrace.benchmark.cassandra;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java program in a process of its own, with a heap of a fixed size. */
final class Program {
    private static final int LOOK_MS = 20;

    private Program() {}

    /** @param peakKb the most memory that the process had resident, in kB */
    record Outcome(String output, long peakKb) {}

    static Outcome run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-XX:+UseSerialGC"));
        command.addAll(arguments);
        Path output = Files.createTempFile("program", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        long peak = 0;
        while (!process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, resident(process.pid()));
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        if (process.exitValue() != 0) {
            throw new IllegalStateException("A program ended with exit code " + process.exitValue() + ": " + text);
        }
        return new Outcome(text, peak);
    }

    private static long resident(long pid) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            // It has just ended.
            return 0;
        }
    }
}
