package io.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.snapshot.PipelineSnapshot;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.Test;

class PipelineBeanTest {
    private static final Instant NOW = Instant.parse("2026-11-30T02:00:00Z");

    @Test
    void jmxHasWhatPrometheusIsGiven() throws Exception {
        PipelineSnapshot snapshot = Snapshots.ill(NOW, "");
        Map<String, Double> expected = new TreeMap<>();
        MetricSamples samples = (family, value, labels) -> expected.put(family.name() + labels, value);
        SnapshotMetrics.add(samples, snapshot);
        MBeanServer beans = beans(Optional.of(snapshot));

        Map<String, Double> found = new TreeMap<>();
        for (Attribute attribute : beans.getAttributes(name(), names(beans)).asList()) {
            rows((TabularData) attribute.getValue()).forEach((labels, value) -> {
                found.put(attribute.getName() + '{' + labels.replace("\"", "").replace(",", ", ") + '}', value);
            });
        }

        assertThat(found).isEqualTo(expected);
        assertThat(rows((TabularData) beans.getAttribute(name(), "millrace_dead_letters")))
                .isEqualTo(Map.of("connector=\"manticore-sink\"", 4.0));
    }

    @Test
    void everyMetricIsAnAttributeThoughNothingIsKnownYet() throws Exception {
        MBeanServer beans = beans(Optional.empty());

        assertThat(names(beans))
                .containsExactlyInAnyOrderElementsOf(
                        SnapshotMetrics.ALL.stream().map(MetricFamily::name).toList());
        assertThat((TabularData) beans.getAttribute(name(), "millrace_table_rows"))
                .matches(TabularData::isEmpty);
        assertThatThrownBy(() -> beans.getAttribute(name(), "millrace_nothing"))
                .isInstanceOf(AttributeNotFoundException.class);
    }

    /** A table {@code c} of database {@code a.b}, and {@code b.c} of {@code a}. */
    @Test
    void tablesWhoseNamesAreWrittenAlikeDoNotHideTheRest() throws Exception {
        PipelineSnapshot well = Snapshots.well(NOW, 0);
        List<PipelineSnapshot.Table> twice =
                Stream.concat(well.tables().stream(), well.tables().stream()).toList();
        MBeanServer beans = beans(Optional.of(new PipelineSnapshot(
                NOW,
                well.connectors(),
                well.stages(),
                twice,
                well.deadLetters(),
                well.marks(),
                well.stream(),
                well.outages())));

        assertThat(rows((TabularData) beans.getAttribute(name(), "millrace_table_rows")))
                .hasSameSizeAs(well.tables());
        assertThat(beans.getAttributes(name(), names(beans))).hasSameSizeAs(SnapshotMetrics.ALL);
    }

    private static MBeanServer beans(Optional<PipelineSnapshot> snapshot) throws Exception {
        MBeanServer beans = MBeanServerFactory.newMBeanServer();
        beans.registerMBean(new PipelineBean(() -> snapshot), name());
        return beans;
    }

    private static ObjectName name() throws Exception {
        return new ObjectName(PipelineBean.NAME);
    }

    private static String[] names(MBeanServer beans) throws Exception {
        return Arrays.stream(beans.getMBeanInfo(name()).getAttributes())
                .map(MBeanAttributeInfo::getName)
                .toArray(String[]::new);
    }

    private static Map<String, Double> rows(TabularData table) {
        Map<String, Double> rows = new TreeMap<>();
        for (Object each : table.values()) {
            CompositeData row = (CompositeData) each;
            rows.put((String) row.get("labels"), (Double) row.get("value"));
        }
        return rows;
    }
}
