package io.millrace.cassandra.ring;

import java.util.List;

/**
 * The estimates of all nodes for one table. Each node updates them every five minutes from its own disk and for its own
 * ranges only. Where a node could not be queried, the average of the others is assumed.
 */
public final class SizeEstimates {
    private final List<SizeEstimate> estimates;
    private final Size perToken;

    public SizeEstimates(List<SizeEstimate> estimates) {
        this.estimates = List.copyOf(estimates);
        double width = 0;
        double partitions = 0;
        double bytes = 0;
        for (SizeEstimate estimate : estimates) {
            width += estimate.range().width();
            partitions += estimate.partitions();
            bytes += estimate.bytes();
        }
        perToken = width == 0 ? new Size(0, 0) : new Size(partitions / width, bytes / width);
    }

    record Size(double partitions, double bytes) {}

    /** The estimate for a range, assuming that partitions are spread evenly within each of the nodes' estimates. */
    Size in(TokenRange range) {
        double known = 0;
        double partitions = 0;
        double bytes = 0;
        for (SizeEstimate estimate : estimates) {
            double both =
                    estimate.range().intersection(range).map(TokenRange::width).orElse(0.0);
            double share = both / estimate.range().width();
            known += both;
            partitions += share * estimate.partitions();
            bytes += share * estimate.bytes();
        }
        double unknown = Math.max(0, range.width() - known);
        return new Size(partitions + unknown * perToken.partitions(), bytes + unknown * perToken.bytes());
    }
}
