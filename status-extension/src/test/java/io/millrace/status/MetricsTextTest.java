package io.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
    private final MetricsText text = new MetricsText();

    @Test
    void samplesOfOneMetricStandTogetherBehindItsMeaning() {
        MetricFamily rows = new MetricFamily("millrace_rows", "gauge", "Rows");
        MetricFamily events = new MetricFamily("millrace_events_total", "counter", "Events");
        text.add(rows, 3, "table", "a");
        text.add(events, 1.5);
        text.add(rows, Double.NaN, "table", "b\"\\\nc", "task", "0");

        assertThat(text).hasToString("""
                # HELP millrace_rows Rows
                # TYPE millrace_rows gauge
                millrace_rows{table="a"} 3
                millrace_rows{table="b\\"\\\\\\nc",task="0"} NaN
                # HELP millrace_events_total Events
                # TYPE millrace_events_total counter
                millrace_events_total 1.5
                """);
    }

    @Test
    void snapshotIsAboutTheWholePipeline() {
        SnapshotMetrics.add(text, Snapshots.ill(Instant.parse("2026-11-30T02:00:00Z"), ""));

        assertThat(text.toString())
                .contains(
                        "millrace_pipeline_well 0\n",
                        "millrace_server_up{server=\"NATS\"} 0\n",
                        "millrace_server_up{server=\"Kafka\"} 1\n",
                        "millrace_connector_failed_tasks{connector=\"nats-bridge\",role=\"nats-bridge\"} 1\n",
                        "millrace_stage_waiting_events{connector=\"nats-bridge\",route=\"Kafka to NATS\"} 64\n",
                        "millrace_stage_delay_seconds{connector=\"nats-bridge\",route=\"Kafka to NATS\"} 0.08\n",
                        "millrace_table_set_aside{connector=\"manticore-sink\",source=\"mysql\",table=\"shop.prices\"} 1\n",
                        "millrace_table_to_be_audited{source=\"mysql\",table=\"shop.orders\"} 1\n",
                        "millrace_dead_letters{connector=\"manticore-sink\"} 4\n")
                // What NATS would have said.
                .doesNotContain("millrace_stage_waiting_events{connector=\"manticore-sink\"");
    }

    @Test
    void nothingIsSaidOfAServerThatWasNotAsked() {
        SnapshotMetrics.add(text, Snapshots.unasked(Instant.parse("2026-11-30T02:00:00Z")));

        assertThat(text.toString())
                .contains("millrace_pipeline_well 0\n", "millrace_server_up{server=\"NATS\"} 1\n")
                .doesNotContain("server=\"Manticore\"");
    }

    /** The pipeline works: what writes and reads uses the address that answers. */
    @Test
    void aServerIsUpWhileOneOfItsAddressesAnswers() {
        SnapshotMetrics.add(text, Snapshots.withoutTwoAddresses(Instant.parse("2026-11-30T02:00:00Z")));

        assertThat(text.toString())
                .contains(
                        "millrace_pipeline_well 0\n",
                        "millrace_server_up{server=\"Manticore\"} 1\n",
                        "millrace_server_addresses_away{server=\"Manticore\"} 2\n",
                        "millrace_server_addresses_away{server=\"NATS\"} 0\n");
    }

    @Test
    void auditsAndTheStreamsSizeAreShown() {
        SnapshotMetrics.add(text, Snapshots.well(Instant.parse("2026-11-30T02:00:00Z"), 0));
        SnapshotMetrics.add(text, Snapshots.ill(Instant.parse("2026-11-30T02:00:00Z"), ""));

        String products = "{connector=\"manticore-sink\",source=\"mysql\",table=\"shop.products\"} ";
        assertThat(text.toString())
                .contains(
                        "millrace_table_audit_differences" + products + "0\n",
                        "millrace_table_audit_differences" + products + "2\n",
                        "millrace_table_last_audit_timestamp_seconds" + products,
                        "millrace_stream_bytes{stream=\"CDC\"} 734003200\n",
                        "millrace_stream_limit_bytes{stream=\"CDC\"} 1073741824\n",
                        "millrace_stream_max_age_seconds{stream=\"CDC\"} 604800\n");
    }

    @Test
    void metricsOfThePlugInsHaveSecondsAndTheTasksLabels() throws Exception {
        MBeanServer beans = MBeanServerFactory.newMBeanServer();
        String plugins = "kafka.connect:type=plugins,connector=\"my,sink\"";
        register(beans, plugins + ",task=0", "bulk-time-ms-avg", 250.0);
        register(beans, plugins + ",task=0,stream-partition=3", "pending-count", 7L);
        register(beans, plugins + ",task=1,start=100", "applied-total", 1L);
        register(beans, plugins + ",task=1,start=200", "applied-total", 2L);
        register(beans, "kafka.connect:type=plugins,connector=foreign,task=0", "foreign-metric", 9L);

        new JmxMetrics(beans).add(text);

        assertThat(text.toString().lines().filter(line -> !line.startsWith("#")))
                .containsExactlyInAnyOrder(
                        "millrace_sink_bulk_avg_seconds{connector=\"my,sink\",task=\"0\"} 0.25",
                        "millrace_sink_pending_events{connector=\"my,sink\",partition=\"3\",task=\"0\"} 7",
                        "millrace_sink_applied_events_total{connector=\"my,sink\",task=\"1\"} 2");
    }

    private static void register(MBeanServer beans, String name, String attribute, Number value) throws Exception {
        beans.registerMBean(new OneAttribute(attribute, value), new ObjectName(name));
    }

    /** As Kafka's own reporter registers its metrics. */
    private record OneAttribute(String name, Number value) implements DynamicMBean {
        @Override
        public Object getAttribute(String attribute) {
            return value;
        }

        @Override
        public AttributeList getAttributes(String[] attributes) {
            AttributeList list = new AttributeList();
            for (String attribute : attributes) {
                list.add(new Attribute(attribute, value));
            }
            return list;
        }

        @Override
        public MBeanInfo getMBeanInfo() {
            MBeanAttributeInfo attribute = new MBeanAttributeInfo(name, double.class.getName(), "", true, false, false);
            return new MBeanInfo("Metrics", "", new MBeanAttributeInfo[] {attribute}, null, null, null);
        }

        @Override
        public Object invoke(String action, Object[] parameters, String[] signature) {
            throw new UnsupportedOperationException(action);
        }

        @Override
        public void setAttribute(Attribute attribute) {
            throw new UnsupportedOperationException(attribute.getName());
        }

        @Override
        public AttributeList setAttributes(AttributeList attributes) {
            throw new UnsupportedOperationException(attributes.toString());
        }
    }
}
