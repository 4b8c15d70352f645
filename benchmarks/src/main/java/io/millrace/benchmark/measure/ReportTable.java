package io.millrace.benchmark.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Formats a report as a table of text lines. */
final class ReportTable {
    private static final String HEADING_END = ": ";
    private static final String INDENT = "  ";

    private final Report report;
    private final int width;
    private final StringBuilder text = new StringBuilder();

    ReportTable(Report report) {
        this.report = report;
        width = Stream.concat(
                        report.measurements().stream().map(each -> rowOf(each.name())),
                        report.ratios().stream().map(Ratio::name))
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    String text() {
        Machine machine = report.machine();
        line(
                "%s, %d cores, %,d MiB; %s; %s",
                machine.processor(), machine.cores(), machine.memoryMiB(), machine.system(), machine.java());
        if (machine.isShared()) {
            line(
                    "The machine was busy with other work (load %.1f on %d cores); the figures are lower than on an idle machine.",
                    machine.load(), machine.cores());
        }
        report.notes().forEach(note -> line("%s", note));
        Map<String, List<Measurement>> byHeading = report.measurements().stream()
                .collect(
                        Collectors.groupingBy(each -> headingOf(each.name()), LinkedHashMap::new, Collectors.toList()));
        byHeading.forEach((heading, measurements) -> {
            line("");
            line("%s", heading);
            measurements.forEach(this::addMeasurement);
        });
        line("");
        line("Ratios");
        report.ratios().forEach(this::addRatio);
        return text.toString();
    }

    private void addMeasurement(Measurement measurement) {
        Samples samples = measurement.samples();
        String range = samples.values().size() == 1
                ? ""
                : "   (%s to %s)".formatted(number(samples.lowest()), number(samples.highest()));
        line(
                INDENT + "%-" + width + "s  %12s %s%s",
                rowOf(measurement.name()),
                number(measurement.value()),
                measurement.unit(),
                range);
    }

    private void addRatio(Ratio ratio) {
        line(
                INDENT + "%-" + width + "s  %12s   aim %s %s: %s",
                ratio.name(),
                number(ratio.value()),
                ratio.lowerIsBetter() ? "at most" : "at least",
                number(ratio.aim()),
                ratio.isReached() ? "reached" : "NOT reached");
    }

    private void line(String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private static String headingOf(String name) {
        int end = name.indexOf(HEADING_END);
        return end < 0 ? "" : name.substring(0, end);
    }

    private static String rowOf(String name) {
        int end = name.indexOf(HEADING_END);
        return end < 0 ? name : name.substring(end + HEADING_END.length());
    }

    private static String number(double value) {
        double magnitude = Math.abs(value);
        return String.format(Locale.ROOT, magnitude >= 100 ? "%,.0f" : magnitude >= 10 ? "%.1f" : "%.2f", value);
    }
}
