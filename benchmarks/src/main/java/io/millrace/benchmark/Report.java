package io.millrace.benchmark;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a benchmark found: a table for a person and JSON for a program, with the same figures. */
record Report(Machine machine, List<Measurement> measurements, List<Ratio> ratios) {

    String table() {
        StringBuilder text = new StringBuilder();
        text.append("%s, %d cores, %,d MiB; %s; %s%n%n"
                .formatted(
                        machine.processor(), machine.cores(), machine.memoryMiB(), machine.system(), machine.java()));
        int width = Math.max(
                measurements.stream().mapToInt(m -> m.name().length()).max().orElse(0),
                ratios.stream().mapToInt(r -> r.name().length()).max().orElse(0));
        for (Measurement measurement : measurements) {
            text.append(("  %-" + width + "s  %14s %s%n")
                    .formatted(measurement.name(), number(measurement.value()), measurement.unit()));
        }
        text.append(System.lineSeparator());
        for (Ratio ratio : ratios) {
            text.append(("  %-" + width + "s  %14s x, aim %s %s: %s%n")
                    .formatted(
                            ratio.name(),
                            number(ratio.value()),
                            ratio.lowerIsBetter() ? "at most" : "at least",
                            number(ratio.aim()),
                            ratio.isReached() ? "reached" : "NOT reached"));
        }
        return text.toString();
    }

    /** The form that {@code benchmarks/results/<name>.json} has. */
    String json() throws IOException {
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        ObjectNode root = mapper.createObjectNode();
        root.set("machine", mapper.valueToTree(machine));
        root.set("measurements", mapper.valueToTree(measurements));
        var list = root.putArray("ratios");
        for (Ratio ratio : ratios) {
            ObjectNode node = list.addObject()
                    .put("name", ratio.name())
                    .put("value", ratio.value())
                    .put("aim", ratio.aim());
            if (ratio.lowerIsBetter()) {
                node.put("lower_is_better", true);
            }
        }
        return mapper.writeValueAsString(root) + "\n";
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, json());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%,.3f", value);
    }
}
