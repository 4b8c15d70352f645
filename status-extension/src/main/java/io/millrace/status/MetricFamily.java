package io.millrace.status;

/**
 * What Prometheus knows of a metric.
 *
 * @param type {@code counter} or {@code gauge}
 */
record MetricFamily(String name, String type, String help) {}
