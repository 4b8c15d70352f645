package io.millrace.cassandra.row;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import io.millrace.event.CassandraPosition;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Operation;
import io.millrace.event.Partitioner;
import io.millrace.event.Source;
import io.millrace.event.Subject;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads the rows of one table; for any number of threads. */
public final class RowConverter {
    private static final String CONNECTOR = "cassandra";
    private static final ThreadLocal<EventBuffer> BUFFERS = ThreadLocal.withInitial(EventBuffer::new);
    private static final int TOKEN = 0;
    private static final int FIRST_KEY = 1;
    private static final long MAX_FUTURE_MICROS = 60_000_000;

    private final EventOptions options;
    private final SnapshotQuery layout;
    private final List<CqlColumnReader> keys;
    private final List<CqlColumnReader> values;
    private final int[] writeTimes;
    private final byte[] source;
    private final List<String> subjects;

    /**
     * What the events depend on beside the rows.
     *
     * @param source the second token of the subjects
     * @param startedMicros when the snapshot of the table began: the time of rows that do not tell when they were written
     * @param collectionWriteTimes whether the server can tell when collections were written
     * @param clock the time in microseconds since 1970
     */
    public record EventOptions(
            String source, int partitions, long startedMicros, boolean collectionWriteTimes, LongSupplier clock) {}

    public RowConverter(TableMetadata table, EventOptions options) {
        this.options = options;
        layout = SnapshotQuery.of(table, options.collectionWriteTimes());
        keys = layout.keys().stream()
                .map(column -> CqlTypeReaders.ofKey(column.getType())
                        .named(column.getName().asInternal()))
                .toList();
        values = layout.values().stream()
                .map(column -> CqlTypeReaders.of(column.getType())
                        .named(column.getName().asInternal()))
                .toList();
        writeTimes = layout.writeTimeIndexes();
        String keyspace = table.getKeyspace().asInternal();
        String name = table.getName().asInternal();
        source = Source.newBuilder()
                .setConnector(CONNECTOR)
                .setName(options.source())
                .setDatabase(keyspace)
                .setTable(name)
                .build()
                .toByteArray();
        subjects = IntStream.range(0, options.partitions())
                .mapToObj(partition -> new Subject(options.source(), keyspace, name, partition).toString())
                .toList();
    }

    /** What to run for each range: takes two tokens, above the first, up to and with the second. */
    public String select() {
        return layout.select();
    }

    /** The columns and what becomes of them, for a person. */
    public String describe() {
        return java.util.stream.Stream.concat(keys.stream(), values.stream())
                .map(column -> column.name() + " " + column.type())
                .collect(Collectors.joining(", "));
    }

    public long token(Row row) {
        // Not getLong, which asks the registry of codecs each time.
        ByteBuffer token = Objects.requireNonNull(row.getBytesUnsafe(TOKEN), "a row without a token");
        return token.getLong(token.position());
    }

    /** The primary key, for a person. */
    public String keyText(Row row) {
        return IntStream.range(0, keys.size())
                .mapToObj(i -> keys.get(i).name() + "=" + row.getObject(FIRST_KEY + i))
                .collect(Collectors.joining(", "));
    }

    /**
     * The event of a row; empty for a partition that has nothing but static columns: it has no row.
     *
     * @throws RejectedRowException when the row cannot be an event
     */
    public Optional<SnapshotEvent> read(Row row) throws RejectedRowException {
        for (int i = 0; i < keys.size(); i++) {
            if (row.isNull(FIRST_KEY + i)) {
                return Optional.empty();
            }
        }
        EventBuffer out = BUFFERS.get();
        out.cutTo(0);
        int firstValue = FIRST_KEY + keys.size();
        RowVersion version = new RowVersion(lastWritten(row, firstValue));
        out.tag(ChangeEvent.OPERATION_FIELD_NUMBER, EventBuffer.VARINT);
        out.varint(Operation.SNAPSHOT_VALUE);
        writeSource(token(row), version, out);
        int key = out.begin(ChangeEvent.KEY_FIELD_NUMBER);
        readColumns(keys, row, FIRST_KEY, out);
        byte[] keyBytes = out.copy(key, out.size());
        out.end(key);
        int after = out.begin(ChangeEvent.AFTER_FIELD_NUMBER);
        out.raw(keyBytes);
        readColumns(values, row, firstValue, out);
        out.end(after);
        // Last, as the contract has it.
        out.tag(ChangeEvent.ID_FIELD_NUMBER, EventBuffer.FIXED64);
        out.fixed64(version.id());
        String subject = subjects.get(Partitioner.partition(keyBytes, subjects.size()));
        return Optional.of(
                new SnapshotEvent(subject, RowMessageId.of(subject, keyBytes, version.id()), out.copy(0, out.size())));
    }

    private void writeSource(long token, RowVersion version, EventBuffer out) {
        int start = out.begin(ChangeEvent.SOURCE_FIELD_NUMBER);
        out.raw(source);
        out.tag(Source.COMMIT_TIME_US_FIELD_NUMBER, EventBuffer.VARINT);
        out.varint(version.micros());
        out.tag(Source.SNAPSHOT_FIELD_NUMBER, EventBuffer.VARINT);
        out.varint(1);
        int position = out.begin(Source.CASSANDRA_FIELD_NUMBER);
        out.signed(CassandraPosition.TOKEN_FIELD_NUMBER, token);
        out.end(position);
        out.end(start);
    }

    private long lastWritten(Row row, int firstValue) {
        long newest = Long.MIN_VALUE;
        for (int i = 0; i < writeTimes.length; i++) {
            if (writeTimes[i] < 0) {
                if (row.getBytesUnsafe(firstValue + i) != null) {
                    // Newer than all others, perhaps; but what is read has all that was written before the start.
                    newest = Math.max(newest, options.startedMicros());
                }
            } else {
                ByteBuffer time = row.getBytesUnsafe(writeTimes[i]);
                newest = time == null ? newest : Math.max(newest, time.getLong(time.position()));
            }
        }
        boolean sensible = newest != Long.MIN_VALUE
                && (newest <= options.startedMicros()
                        || newest <= options.clock().getAsLong() + MAX_FUTURE_MICROS);
        return sensible ? newest : options.startedMicros();
    }

    private static void readColumns(List<CqlColumnReader> readers, Row row, int first, EventBuffer out)
            throws RejectedRowException {
        for (int i = 0; i < readers.size(); i++) {
            CqlColumnReader reader = readers.get(i);
            ByteBuffer bytes = row.getBytesUnsafe(first + i);
            try {
                // The row keeps its buffers, and lends each only.
                reader.read(io.millrace.event.Row.COLUMNS_FIELD_NUMBER, bytes == null ? null : bytes.duplicate(), out);
            } catch (RejectedRowException e) {
                throw new RejectedRowException("column " + reader.name() + ": " + e.getMessage());
            } catch (BufferUnderflowException e) {
                throw new RejectedRowException("column " + reader.name() + ": the value ends too early");
            }
        }
    }
}
