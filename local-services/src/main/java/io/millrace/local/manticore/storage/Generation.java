package io.millrace.local.manticore.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The schema and the rows of a table between two rewrites of it: a folder of their own. Not for use by two threads. */
final class Generation implements Closeable {
    private final Schema schema;
    private final RowLog log;
    private final RowDirectory directory = new RowDirectory();
    private long liveBytes;

    private Generation(Path folder, Schema schema) throws IOException {
        this.schema = schema;
        this.log = new RowLog(folder);
        log.replay(this::apply);
    }

    static Generation create(Path folder, Schema schema) throws IOException {
        Files.createDirectories(folder);
        SchemaFile.write(folder, schema);
        return new Generation(folder, schema);
    }

    static Generation open(Path folder) throws IOException {
        return new Generation(folder, SchemaFile.read(folder));
    }

    /** Renames the folder. */
    void moveTo(Path folder, Path renamed) throws IOException {
        Files.move(folder, renamed, StandardCopyOption.ATOMIC_MOVE);
        log.movedTo(renamed);
    }

    Schema schema() {
        return schema;
    }

    int documents() {
        return directory.live();
    }

    long logBytes() {
        return log.bytes();
    }

    long liveBytes() {
        return liveBytes;
    }

    boolean contains(long id) {
        return directory.find(id) >= 0;
    }

    /** One more than the number of the newest row; rows are numbered in the order of their arrival. */
    int rows() {
        return directory.end();
    }

    /** The number of the row of that id, or -1. */
    int find(long id) {
        return directory.find(id);
    }

    boolean isLive(int number) {
        return directory.isLive(number);
    }

    Row row(int number) {
        long place = directory.place(number);
        return new Row(schema, log.file(place), RowLog.offset(place));
    }

    /** @return how many rows that were there before are not any more */
    int commit(Changes changes) throws IOException {
        ByteBuffer entry = changes.entry();
        int length = entry.remaining() - RowLog.headBytes();
        long place = log.append(entry);
        return apply(log.file(place), place, length);
    }

    /** Deletes, and the deletes within replaces, see the table as it was before the changes. */
    private int apply(ByteBuffer file, long place, int length) {
        int start = RowLog.offset(place);
        boolean lastWins = file.get(start) == Changes.LAST_WINS;
        int firstNew = directory.end();
        int killed = 0;
        int at = start + 1;
        while (at < start + length) {
            byte kind = file.get(at);
            int row = at + Changes.HEAD_BYTES;
            long rowPlace = place + (row - start);
            int known = directory.find(file.getLong(row));
            boolean old = known >= 0 && known < firstNew;
            switch (kind) {
                case Changes.DELETE -> killed += old ? remove(known) : 0;
                case Changes.UPDATE -> move(known, rowPlace);
                case Changes.ROW -> {
                    killed += old ? remove(known) : 0;
                    if (known < firstNew || lastWins && remove(known) > 0) {
                        add(file.getLong(row), rowPlace);
                    }
                }
                default -> throw new IllegalStateException("The log of the rows holds an operation " + kind);
            }
            at = row + file.getInt(at + 1);
        }
        directory.tidy();
        return killed;
    }

    private void add(long id, long place) {
        directory.add(id, place);
        liveBytes += length(place);
    }

    /** Another connection may have deleted the row since it was read. */
    private void move(int row, long place) {
        if (row >= 0) {
            liveBytes += length(place) - length(directory.place(row));
            directory.move(row, place);
        }
    }

    /** @return 1 */
    private int remove(int row) {
        liveBytes -= length(directory.place(row));
        directory.remove(row);
        return 1;
    }

    private int length(long place) {
        return log.file(place).getInt(RowLog.offset(place) - Integer.BYTES);
    }

    @Override
    public void close() {
        log.close();
    }
}
