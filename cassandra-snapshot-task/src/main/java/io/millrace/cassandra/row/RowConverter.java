package io.millrace.cassandra.row;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.event.CanonicalKey;
import io.millrace.event.CassandraPosition;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Operation;
import io.millrace.event.Partitioner;
import io.millrace.event.Source;
import io.millrace.event.Subject;
import io.millrace.event.WireOutput;
import java.nio.BufferUnderflowException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Converts the rows of one table to change events. Thread-safe. */
public final class RowConverter {
    private static final String CONNECTOR = "cassandra";
    private static final ThreadLocal<WireOutput> BUFFERS = ThreadLocal.withInitial(WireOutput::new);
    private static final int FIRST_KEY = 0;

    private final SnapshotQuery query;
    private final List<CqlColumnReader> keys;
    private final List<CqlColumnReader> values;
    private final PartitionTokens tokens;
    private final WriteTimes writeTimes;
    private final ExpiryTimes expiryTimes;
    private final long startedMicros;
    private final byte[] source;
    private final List<String> subjects;

    /**
     * What the events depend on besides the rows.
     *
     * @param source the source name
     * @param startedMicros when the snapshot of the table began, the time of rows that have no write time
     * @param collectionWriteTimes whether the server supports MAXWRITETIME
     * @param clock the time in microseconds since 1970
     */
    public record EventOptions(
            String source, int partitions, long startedMicros, boolean collectionWriteTimes, LongSupplier clock) {}

    public RowConverter(TableMetadata table, EventOptions options) {
        query = SnapshotQuery.of(table, options.collectionWriteTimes());
        keys = query.keys().stream()
                .map(column -> CqlTypeReaders.ofKey(column.getType())
                        .named(column.getName().asInternal()))
                .toList();
        values = query.values().stream()
                .map(column -> CqlTypeReaders.of(column.getType())
                        .named(column.getName().asInternal()))
                .toList();
        tokens = new PartitionTokens(table.getPartitionKey().size());
        startedMicros = options.startedMicros();
        writeTimes = new WriteTimes(
                FIRST_KEY + keys.size(), query.writeTimeIndexes(), options.startedMicros(), options.clock());
        expiryTimes = new ExpiryTimes(query);
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

    /** The query for a range; its two parameters are the range's start, exclusive, and end, inclusive. */
    public String select() {
        return query.select();
    }

    /**
     * Looks rows up by their keys.
     *
     * @throws UnsupportedOperationException if rows cannot be looked up by their key; the message names the column
     */
    public RowLookup lookup() {
        return new RowLookup(query.selectByKey(), new CqlKeyValues(query.keys()));
    }

    /** The columns with the types they have in the event, for a person. */
    public String describe() {
        return Stream.concat(keys.stream(), values.stream())
                .map(column -> column.name() + " " + column.type())
                .collect(Collectors.joining(", "));
    }

    public long token(Row row) {
        return tokens.of(new SelectedRow(row, keys.size()));
    }

    /** The primary key, for a person. */
    public String keyText(Row row) {
        SelectedRow selected = new SelectedRow(row, keys.size());
        return IntStream.range(0, keys.size())
                .mapToObj(i -> keys.get(i).name() + "="
                        + row.codecRegistry()
                                .codecFor(query.keys().get(i).getType())
                                .decode(selected.bytes(FIRST_KEY + i), row.protocolVersion()))
                .collect(Collectors.joining(", "));
    }

    /**
     * The event of a row; empty for a partition that has only static columns and therefore no row.
     *
     * @throws RejectedRowException when the row cannot become an event
     */
    public Optional<SnapshotEvent> convert(Row selected) throws RejectedRowException {
        SelectedRow row = new SelectedRow(selected, query.size());
        for (int i = 0; i < keys.size(); i++) {
            if (row.isNull(FIRST_KEY + i)) {
                return Optional.empty();
            }
        }
        WireOutput out = BUFFERS.get();
        out.cutTo(0);
        int firstValue = FIRST_KEY + keys.size();
        RowVersion version = new RowVersion(writeTimes.lastWritten(row));
        out.varint(ChangeEvent.OPERATION_FIELD_NUMBER, Operation.SNAPSHOT_VALUE);
        writeSource(tokens.of(row), version, out);
        int key = out.begin(ChangeEvent.KEY_FIELD_NUMBER);
        readColumns(keys, row, FIRST_KEY, out);
        byte[] keyBytes = out.copy(key, out.size());
        out.end(key);
        int after = out.begin(ChangeEvent.AFTER_FIELD_NUMBER);
        out.raw(keyBytes);
        readColumns(values, row, firstValue, out);
        out.end(after);
        long expires = expiryTimes.expires(row);
        if (expires != 0) {
            out.varint(ChangeEvent.EXPIRES_US_FIELD_NUMBER, expires);
        }
        // Last, as the contract requires.
        out.fixed64(ChangeEvent.ID_FIELD_NUMBER, version.id());
        byte[] canonicalKey = canonical(keyBytes);
        String subject = subjects.get(Partitioner.partition(canonicalKey, subjects.size()));
        String messageId = RowMessageId.of(startedMicros, subject, canonicalKey, version.id());
        return Optional.of(new SnapshotEvent(subject, messageId, out.take()));
    }

    /** What is known of a row that cannot become an event: its key, unless that is the reason, and no row after it. */
    public ChangeEvent ofRejected(Row row) {
        WireOutput out = BUFFERS.get();
        out.cutTo(0);
        try {
            int key = out.begin(ChangeEvent.KEY_FIELD_NUMBER);
            readColumns(keys, new SelectedRow(row, keys.size()), FIRST_KEY, out);
            out.end(key);
            return ChangeEvent.parseFrom(out.take());
        } catch (RejectedRowException | InvalidProtocolBufferException e) {
            return ChangeEvent.getDefaultInstance();
        }
    }

    private static byte[] canonical(byte[] key) {
        try {
            return CanonicalKey.bytes(io.millrace.event.Row.parseFrom(key));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("What was just written is a row", e);
        }
    }

    private void writeSource(long token, RowVersion version, WireOutput out) {
        int start = out.begin(ChangeEvent.SOURCE_FIELD_NUMBER);
        out.raw(source);
        out.varint(Source.COMMIT_TIME_US_FIELD_NUMBER, version.micros());
        out.varint(Source.SNAPSHOT_FIELD_NUMBER, 1);
        int position = out.begin(Source.CASSANDRA_FIELD_NUMBER);
        if (token != 0) {
            out.zigzag(CassandraPosition.TOKEN_FIELD_NUMBER, token);
        }
        out.end(position);
        out.end(start);
    }

    private static void readColumns(List<CqlColumnReader> readers, SelectedRow row, int first, WireOutput out)
            throws RejectedRowException {
        for (int i = 0; i < readers.size(); i++) {
            CqlColumnReader reader = readers.get(i);
            try {
                reader.read(io.millrace.event.Row.COLUMNS_FIELD_NUMBER, row.bytes(first + i), out);
            } catch (RejectedRowException e) {
                throw new RejectedRowException("column " + reader.name() + ": " + e.getMessage());
            } catch (BufferUnderflowException e) {
                throw new RejectedRowException("column " + reader.name() + ": the value ends too early");
            }
        }
    }
}
