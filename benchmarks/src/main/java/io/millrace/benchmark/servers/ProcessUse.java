package io.millrace.benchmark.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a running process has used.
 *
 * @param processor its processor time since it began
 * @param residentBytes its memory now
 */
public record ProcessUse(Duration processor, long residentBytes) {
    private static final long KB = 1024;

    static ProcessUse of(ProcessHandle process) {
        return new ProcessUse(
                process.info().totalCpuDuration().orElseThrow(), residentKb(process.pid(), "VmRSS:") * KB);
    }

    /** @param field of the file that Linux keeps for a process: {@code VmRSS:} is its memory now, {@code VmHWM:} its most */
    static long residentKb(long pid, String field) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException("Process " + pid + " has ended", e);
        }
    }
}
