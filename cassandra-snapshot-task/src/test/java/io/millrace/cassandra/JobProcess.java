package io.millrace.cassandra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the job in a process of its own, which a test can kill. */
final class JobProcess {
    private final Process process;
    private final Path output;

    private JobProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static JobProcess start(Job job, Path directory) throws IOException {
        return start(
                List.of("-cp", System.getProperty("java.class.path"), SnapshotCommand.class.getName()), job, directory);
    }

    static JobProcess startJar(Path jar, Job job, Path directory) throws IOException {
        return start(List.of("-jar", jar.toString()), job, directory);
    }

    private static JobProcess start(List<String> program, Job job, Path directory) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m"));
        command.addAll(program);
        command.addAll(job.arguments());
        Path output = Files.createTempFile(directory, "job", ".log");
        return new JobProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    boolean runs() {
        return process.isAlive();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void terminate() {
        process.destroy();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("The job did not end; it wrote to " + output);
        }
        return process.exitValue();
    }

    String output() throws IOException {
        return Files.readString(output);
    }
}
