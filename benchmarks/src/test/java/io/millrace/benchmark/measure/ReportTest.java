package io.millrace.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Machine QUIET = new Machine("Some CPU", 2, 8192, "Linux 6", "OpenJDK 17", 0.2);

    private static Report report(Machine machine) {
        return new Report(
                machine,
                List.of(
                        new Measurement("Speed: ours", "rows/s", new Samples(List.of(30_000.0, 41_234.5678, 50_000.0))),
                        new Measurement("Size: ours", "kB", new Samples(List.of(0.25))),
                        new Measurement("Speed: theirs", "rows/s", new Samples(List.of(10_000.0)))),
                List.of(Ratio.atLeast(4, "ours / theirs", 4.12345678), Ratio.atMost(0.2, "kB per row", 0.25)),
                List.of("Something to know."));
    }

    @Test
    void jsonHasMachineMeasurementsAndRatios() throws IOException {
        assertThat(new ObjectMapper().readTree(report(QUIET).json())).isEqualTo(new ObjectMapper().readTree("""
                {
                  "machine": {"processor": "Some CPU", "cores": 2, "memoryMiB": 8192, "system": "Linux 6",
                              "java": "OpenJDK 17", "load": 0.2},
                  "measurements": [
                    {"name": "Speed: ours", "unit": "rows/s", "value": 41234.6},
                    {"name": "Size: ours", "unit": "kB", "value": 0.25},
                    {"name": "Speed: theirs", "unit": "rows/s", "value": 10000.0}
                  ],
                  "ratios": [
                    {"name": "ours / theirs", "value": 4.12346, "aim": 4.0},
                    {"name": "kB per row", "value": 0.25, "aim": 0.2, "lower_is_better": true}
                  ]
                }
                """));
    }

    @Test
    void tableHasAHeadingPerGroupTheMedianAndTheRangeOfTheRounds() {
        assertThat(report(QUIET).table()).isEqualTo("""
                Some CPU, 2 cores, 8,192 MiB; Linux 6; OpenJDK 17
                Something to know.

                Speed
                  ours                 41,235 rows/s   (30,000 to 50,000)
                  theirs               10,000 rows/s

                Size
                  ours                   0.25 kB

                Ratios
                  ours / theirs          4.12   aim at least 4.00: reached
                  kB per row             0.25   aim at most 0.20: NOT reached
                """);
    }

    @Test
    void tableSaysWhenOthersWorkedOnTheMachine() {
        assertThat(report(new Machine("Some CPU", 2, 8192, "Linux 6", "OpenJDK 17", 7.9))
                        .table())
                .contains("The machine was busy with other work (load 7.9 on 2 cores)");
    }
}
