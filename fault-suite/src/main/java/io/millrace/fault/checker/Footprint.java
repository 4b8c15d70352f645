package io.millrace.fault.checker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a worker's process takes.
 *
 * @param heapMegabytes that is in use after a collection
 */
public record Footprint(long heapMegabytes, long threads, long handles) {
    private static final Pattern YOUNG_AND_OLD = Pattern.compile(
            "(?m)^\\s*(?:\\w+ )?(?:PSYoungGen|ParOldGen|def new generation|tenured generation|garbage-first heap)\\s+total \\d+K, used (\\d+)K");

    /** Room for what depends on the moment: rebalances, clients that are just being closed, classes loaded meanwhile. */
    private static final int THREADS_AND_HANDLES_OF_A_MOMENT = 200;

    private static final int MEGABYTES_OF_A_MOMENT = 150;

    /** @param process its id */
    public static Footprint of(long process) throws IOException, InterruptedException {
        command(process, "GC.run");
        Matcher used = YOUNG_AND_OLD.matcher(command(process, "GC.heap_info"));
        long kilobytes = 0;
        while (used.find()) {
            kilobytes += Long.parseLong(used.group(1));
        }
        Path folder = Path.of("/proc", Long.toString(process));
        return new Footprint(kilobytes >> 10, count(folder.resolve("task")), count(folder.resolve("fd")));
    }

    /** In what the process has grown more than a moment explains. */
    public List<String> growthTo(Footprint later) {
        List<String> growth = new ArrayList<>();
        check(growth, "MB of heap", heapMegabytes, later.heapMegabytes, MEGABYTES_OF_A_MOMENT);
        check(growth, "threads", threads, later.threads, THREADS_AND_HANDLES_OF_A_MOMENT);
        check(growth, "file handles", handles, later.handles, THREADS_AND_HANDLES_OF_A_MOMENT);
        return growth;
    }

    private static void check(List<String> growth, String what, long before, long after, int allowed) {
        if (after > before + allowed) {
            growth.add("the worker has %d %s, and had %d".formatted(after, what, before));
        }
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }

    private static String command(long process, String command) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process run = new ProcessBuilder(jcmd.toString(), Long.toString(process), command)
                .redirectErrorStream(true)
                .start();
        String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        run.waitFor();
        return output;
    }

    @Override
    public String toString() {
        return "%d MB of heap, %d threads, %d file handles".formatted(heapMegabytes, threads, handles);
    }
}
