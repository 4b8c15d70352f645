package io.millrace.manticore;

import io.millrace.manticore.stream.DeliverFrom;
import io.millrace.manticore.stream.StreamContents;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
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
    private final StreamContents.Bounds bounds;

    /**
     * @param partitions of the stream
     * @param bounds outside of which every offset is refused
     */
    OffsetChanges(String stream, Collection<Integer> partitions, StreamContents.Bounds bounds) {
        this.stream = stream;
        this.partitions = partitions;
        this.bounds = bounds;
    }

    /** Where each partition starts; all of them at the beginning when no offset is given. */
    Map<Integer, DeliverFrom> places(Map<Map<String, ?>, Map<String, ?>> offsets) {
        Map<Integer, DeliverFrom> places = new TreeMap<>();
        if (offsets.values().stream().allMatch(Objects::isNull)) {
            partitions.forEach(number -> places.put(number, new DeliverFrom.Beginning()));
            return places;
        }
        offsets.forEach((partition, offset) -> {
            Object given = partition.get(OutputRecords.PARTITION);
            if (!stream.equals(partition.get(OutputRecords.STREAM))) {
                throw BadRequest.because("Partition " + partition + " is not one of stream " + stream
                        + "; partitions look like {\"stream\": \"" + stream + "\", \"partition\": 0}");
            } else if (ALL.equals(given)) {
                DeliverFrom place = place(offset);
                partitions.forEach(number -> places.putIfAbsent(number, place));
            } else if (given instanceof Number number) {
                places.put(known(number), place(offset));
            } else {
                throw BadRequest.because("Partition " + partition + " needs a number as its partition, or \"*\"");
            }
        });
        return places;
    }

    private int known(Number partition) {
        OptionalLong number = whole(partition);
        for (int known : partitions) {
            if (number.isPresent() && number.getAsLong() == known) {
                return known;
            }
        }
        throw BadRequest.because("Stream " + stream + " has no events of partition " + partition
                + " for this connector, only of " + partitions);
    }

    /** Empty for what a long does not hold exactly. */
    private static OptionalLong whole(Number number) {
        try {
            return OptionalLong.of(new BigDecimal(number.toString()).longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private DeliverFrom place(@Nullable Map<String, ?> offset) {
        if (offset == null) {
            return new DeliverFrom.Beginning();
        }
        if (offset.size() == 1 && offset.get(OutputRecords.SEQUENCE) instanceof Number sequence) {
            return after(sequence);
        }
        if (offset.size() == 1 && offset.get(TIME) instanceof String time) {
            try {
                return from(Instant.parse(time));
            } catch (DateTimeParseException e) {
                throw BadRequest.because("Time '" + time + "' must look like 2026-01-31T12:00:00Z");
            }
        }
        throw BadRequest.because("Offset " + offset
                + " must be {\"sequence\": <the last applied one>} or {\"time\": \"2026-01-31T12:00:00Z\"}");
    }

    private DeliverFrom after(Number given) {
        OptionalLong number = whole(given);
        long sequence = number.orElse(-1);
        if (sequence < 0 || sequence > bounds.last() || sequence > 0 && sequence < bounds.first() - 1) {
            throw BadRequest.because("Sequence " + given + " is outside stream " + stream
                    + ", which has the sequences " + bounds.first() + " to " + bounds.last()
                    + "; give one of these, or 0 for the beginning");
        }
        return new DeliverFrom.Sequence(sequence + 1);
    }

    private DeliverFrom from(Instant time) {
        if (time.isAfter(Instant.now())) {
            throw BadRequest.because(
                    "Time " + time + " is in the future: all events until then would be skipped. Stream " + stream
                            + " has the sequences " + bounds.first() + " to " + bounds.last());
        }
        if (bounds.first() > 1 && bounds.firstTime().filter(time::isBefore).isPresent()) {
            throw BadRequest.because("Time " + time + " is before stream " + stream + ", which has the sequences "
                    + bounds.first() + " to " + bounds.last() + " and begins at "
                    + bounds.firstTime().get() + "; give sequence 0 for its beginning");
        }
        return new DeliverFrom.Time(time);
    }
}
