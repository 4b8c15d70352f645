package io.millrace.manticore;

import io.millrace.manticore.stream.DeliverFrom;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a change of the connector's offsets. A partition is {@code {"stream": "CDC", "partition": 3}}, or
 * {@code "*"} for all of them; an offset is {@code {"sequence": 1200}}, after which reading continues, or
 * {@code {"time": "2026-01-31T12:00:00Z"}}; without an offset, reading starts from the stream's beginning. When no
 * partition has one, the offsets are being reset, and all partitions start there, including those that Connect
 * does not know.
 */
final class OffsetChanges {
    static final String TIME = "time";
    static final String ALL = "*";

    private final String stream;
    private final Collection<Integer> partitions;

    /** @param partitions of the stream */
    OffsetChanges(String stream, Collection<Integer> partitions) {
        this.stream = stream;
        this.partitions = partitions;
    }

    /** Where each partition starts; all of them at the beginning when no offset is given. */
    Map<Integer, DeliverFrom> places(Map<Map<String, ?>, Map<String, ?>> offsets) {
        Map<Integer, DeliverFrom> places = new TreeMap<>();
        if (offsets.values().stream().allMatch(Objects::isNull)) {
            partitions.forEach(number -> places.put(number, new DeliverFrom.Beginning()));
            return places;
        }
        offsets.forEach((partition, offset) -> {
            DeliverFrom place = place(offset);
            Object given = partition.get(OutputRecords.PARTITION);
            if (!stream.equals(partition.get(OutputRecords.STREAM))) {
                throw new ConnectException("Partition " + partition + " is not one of stream " + stream
                        + "; partitions look like {\"stream\": \"" + stream + "\", \"partition\": 0}");
            } else if (ALL.equals(given)) {
                partitions.forEach(number -> places.putIfAbsent(number, place));
            } else if (given instanceof Number number) {
                places.put(known(number.intValue()), place);
            } else {
                throw new ConnectException("Partition " + partition + " needs a number as its partition, or \"*\"");
            }
        });
        return places;
    }

    private int known(int partition) {
        if (!partitions.contains(partition)) {
            throw new ConnectException("Stream " + stream + " has no events of partition " + partition
                    + " for this connector, only of " + partitions);
        }
        return partition;
    }

    private static DeliverFrom place(@Nullable Map<String, ?> offset) {
        if (offset == null) {
            return new DeliverFrom.Beginning();
        }
        if (offset.size() == 1
                && offset.get(OutputRecords.SEQUENCE) instanceof Number sequence
                && sequence.longValue() >= 0) {
            return new DeliverFrom.Sequence(sequence.longValue() + 1);
        }
        if (offset.size() == 1 && offset.get(TIME) instanceof String time) {
            try {
                return new DeliverFrom.Time(Instant.parse(time));
            } catch (DateTimeParseException e) {
                throw new ConnectException("Time '" + time + "' must look like 2026-01-31T12:00:00Z", e);
            }
        }
        throw new ConnectException("Offset " + offset
                + " must be {\"sequence\": <the last applied one>} or {\"time\": \"2026-01-31T12:00:00Z\"}");
    }
}
