package io.millrace.fault;

import io.millrace.fault.nemesis.Incident;
import io.millrace.fault.nemesis.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What a run has shown.
 *
 * @param rate of the transactions; empty for bursts
 * @param transactions how many were written
 * @param lags from a commit until a search found it
 * @param findings what is wrong at the end; empty for a run that lost nothing
 */
public record RunReport(
        long seed,
        Schedule schedule,
        OptionalInt rate,
        long transactions,
        List<Incident> incidents,
        List<Duration> lags,
        List<String> findings) {

    /** The command that repeats a run. */
    static String replay(long seed, Schedule schedule, OptionalInt rate) {
        return "./verify --faults --seed " + seed + (rate.isPresent() ? " --rate " + rate.getAsInt() : "")
                + " --schedule " + schedule;
    }

    public boolean isGood() {
        return findings.isEmpty();
    }

    /** The figures and the findings, as lines to print. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("seed %d: %d faults, %d transactions; from a commit until it was found: %s"
                .formatted(seed, incidents.size(), transactions, Figures.of(lags)));
        lines.add("%-28s %5s   %s".formatted("recovery after", "times", "min, median, max in seconds"));
        Map<String, List<Duration>> recoveries = new TreeMap<>();
        incidents.forEach(incident -> recoveries
                .computeIfAbsent(incident.fault(), kind -> new ArrayList<>())
                .addAll(incident.recovery().stream().toList()));
        recoveries.forEach(
                (kind, times) -> lines.add("%-28s %5d   %s".formatted(kind, times.size(), Figures.of(times))));
        if (isGood()) {
            lines.add("Nothing was lost.");
        } else {
            lines.add("FOUND:");
            lines.addAll(findings);
            lines.add("replay: " + replay(seed, schedule, rate));
        }
        return lines;
    }
}
