package io.millrace.cassandra.ring;

import java.util.List;

/**
 * What the nodes believe together. They count what is on their disks, every five minutes, and each for its own ranges: a
 * node that could not be asked leaves a hole, which is taken to be like the rest.
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

    /** What a range holds, as if partitions were spread evenly within each estimate. */
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
