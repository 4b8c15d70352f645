package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program that ./quickstart runs after the build. */
final class Quickstart implements AutoCloseable {
    private final Process process;
    private final Path directory;

    private Quickstart(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /** @param directory where its output goes, and what else the test writes */
    static Quickstart start(Path directory) throws IOException {
        Directories.delete(directory);
        Files.createDirectories(directory);
        ProcessBuilder builder = new ProcessBuilder(TutorialShell.java(
                        List.of(
                                "-Dmillrace.server.jvm.options=-XX:TieredStopAtLevel=1",
                                "-Dmillrace.class.archives=true",
                                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"),
                        "io.millrace.quickstart.QuickstartCommand"))
                .redirectErrorStream(true)
                .redirectOutput(log(directory).toFile());
        return new Quickstart(builder.start(), directory.toAbsolutePath());
    }

    Path directory() {
        return directory;
    }

    String output() throws IOException {
        return Files.readString(log(directory));
    }

    /** Whether it has printed its last line. */
    boolean isReady() throws IOException {
        assertThat(process.isAlive()).as(output()).isTrue();
        return output().contains("Everything keeps running");
    }

    /** An address that it has printed, with the password in it if it is the quickstart's own. */
    String address(String variable) throws IOException {
        Matcher line =
                Pattern.compile("(?m)^ *(?:export )?" + variable + "=(.*)$").matcher(output());
        assertThat(line.find()).as(variable + " in\n" + output()).isTrue();
        return line.group(1);
    }

    /** As Ctrl-C does, and returns when everything has ended. */
    void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("has ended").isTrue();
    }

    private static Path log(Path directory) {
        return directory.resolve("quickstart.log");
    }

    @Override
    public void close() {
        process.destroy();
    }
}
