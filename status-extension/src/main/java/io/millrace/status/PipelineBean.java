package io.millrace.status;

import io.millrace.state.snapshot.PipelineSnapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenMBeanAttributeInfoSupport;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import javax.management.openmbean.TabularDataSupport;
import javax.management.openmbean.TabularType;

/**
 * The figures of the whole pipeline in JMX. Each metric is an attribute, a table of labels and values. The servers are asked
 * when somebody reads an attribute, as when Prometheus does.
 */
final class PipelineBean implements DynamicMBean {
    static final String NAME = "io.millrace:type=pipeline";

    private static final String LABELS = "labels";
    private static final String VALUE = "value";

    private final Callable<Optional<PipelineSnapshot>> snapshots;
    private final CompositeType row;
    private final TabularType table;

    PipelineBean(Callable<Optional<PipelineSnapshot>> snapshots) {
        this.snapshots = snapshots;
        try {
            String[] columns = {LABELS, VALUE};
            row = new CompositeType(
                    "Sample",
                    "A value and what it is of",
                    columns,
                    new String[] {"As Prometheus writes them", "In the unit that the metric's name says"},
                    new OpenType<?>[] {SimpleType.STRING, SimpleType.DOUBLE});
            table = new TabularType("Samples", "The values of a metric", row, new String[] {LABELS});
        } catch (OpenDataException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Object getAttribute(String name) throws AttributeNotFoundException, MBeanException {
        TabularDataSupport samples = read().get(name);
        if (samples == null) {
            throw new AttributeNotFoundException(name);
        }
        return samples;
    }

    @Override
    public AttributeList getAttributes(String[] names) {
        AttributeList list = new AttributeList();
        try {
            Map<String, TabularDataSupport> samples = read();
            for (String name : names) {
                if (samples.containsKey(name)) {
                    list.add(new Attribute(name, samples.get(name)));
                }
            }
        } catch (MBeanException notRead) {
            // An attribute that cannot be read is left out.
        }
        return list;
    }

    /** All metrics by their names; those of servers that are away are empty. */
    private Map<String, TabularDataSupport> read() throws MBeanException {
        Map<String, TabularDataSupport> tables = new HashMap<>();
        SnapshotMetrics.ALL.forEach(family -> tables.put(family.name(), new TabularDataSupport(table)));
        MetricSamples samples = (family, value, labels) -> add(
                tables.computeIfAbsent(family.name(), first -> new TabularDataSupport(table)),
                sample(MetricsText.pairs(labels), value));
        try {
            snapshots.call().ifPresent(snapshot -> SnapshotMetrics.add(samples, snapshot));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MBeanException(e);
        } catch (Exception e) {
            throw new MBeanException(e);
        }
        return tables;
    }

    /** Of samples with the same labels, the first one counts, as it does for Prometheus. */
    private static void add(TabularDataSupport samples, CompositeDataSupport sample) {
        if (!samples.containsKey(samples.calculateIndex(sample))) {
            samples.put(sample);
        }
    }

    private CompositeDataSupport sample(String labels, double value) {
        try {
            return new CompositeDataSupport(row, Map.of(LABELS, labels, VALUE, value));
        } catch (OpenDataException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        MBeanAttributeInfo[] attributes = SnapshotMetrics.ALL.stream()
                .map(family ->
                        new OpenMBeanAttributeInfoSupport(family.name(), family.help(), table, true, false, false))
                .toArray(MBeanAttributeInfo[]::new);
        return new MBeanInfo(PipelineBean.class.getName(), "Millrace's pipeline", attributes, null, null, null);
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException(attribute.getName() + " cannot be set");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public Object invoke(String action, Object[] parameters, String[] signature) {
        throw new UnsupportedOperationException(action);
    }
}
