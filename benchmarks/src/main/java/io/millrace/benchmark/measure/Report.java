package io.millrace.benchmark.measure;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The result of a benchmark, as a table for people and as JSON for programs, with the same figures.
 *
 * @param notes what a reader of the table must know
 */
public record Report(Machine machine, List<Measurement> measurements, List<Ratio> ratios, List<String> notes) {
    private static final MathContext DIGITS = new MathContext(6);

    String table() {
        return new ReportTable(this).text();
    }

    /** The content of {@code benchmarks/results/<name>.json}. */
    String json() throws IOException {
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        ObjectNode root = mapper.createObjectNode();
        root.set("machine", mapper.valueToTree(machine));
        ArrayNode measurementNodes = root.putArray("measurements");
        for (Measurement measurement : measurements) {
            measurementNodes
                    .addObject()
                    .put("name", measurement.name())
                    .put("unit", measurement.unit())
                    .put("value", rounded(measurement.value()));
        }
        ArrayNode ratioNodes = root.putArray("ratios");
        for (Ratio ratio : ratios) {
            ObjectNode node = ratioNodes
                    .addObject()
                    .put("name", ratio.name())
                    .put("value", rounded(ratio.value()))
                    .put("aim", ratio.aim());
            if (ratio.lowerIsBetter()) {
                node.put("lower_is_better", true);
            }
        }
        return mapper.writeValueAsString(root) + "\n";
    }

    /** Prints the table and writes the JSON. */
    public void publish(Path file) throws IOException {
        System.out.println(table());
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, json());
    }

    private static double rounded(double value) {
        return new BigDecimal(value).round(DIGITS).doubleValue();
    }
}
