package io.millrace.benchmark.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a Java program in its own process, with a fixed heap size. */
public final class JavaProgram {
    private static final int POLL_MS = 20;

    private JavaProgram() {}

    /**
     * What a program has printed and used.
     *
     * @param peakKb the process's peak resident memory in kB
     * @param processor its processor time
     */
    public record Result(String output, long peakKb, Duration processor) {}

    /** @param heap such as {@code 64m} */
    public static Result run(String heap, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + heap, "-XX:+UseSerialGC"));
        command.addAll(arguments);
        Path output = Files.createTempFile("program", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        long peak = 0;
        Duration processor = Duration.ZERO;
        while (!process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, resident(process.pid()));
            processor = process.info().totalCpuDuration().orElse(processor);
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        if (process.exitValue() != 0) {
            throw new IllegalStateException("The program exited with code " + process.exitValue() + ": " + text);
        }
        return new Result(text, peak, processor);
    }

    private static long resident(long pid) {
        try {
            return ProcessUse.residentKb(pid, "VmHWM:");
        } catch (UncheckedIOException e) {
            // The process has just ended.
            return 0;
        }
    }
}
