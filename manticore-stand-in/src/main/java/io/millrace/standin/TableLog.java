package io.millrace.standin;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.zip.CRC32;

/**
 * The file that keeps a table over the end of the process, however that comes: entries of a length, a checksum and as
 * many bytes. The first is the definition of the table, each other one a transaction: per row its id, its length or -1
 * when it was deleted, and its bytes. It is not synced, so it does not outlive a power cut.
 */
final class TableLog {
    private static final int ENTRY_HEAD = 8;

    private final Path file;
    private final FileChannel channel;

    /** @param size of what is kept of the file */
    private TableLog(Path file, FileChannel channel, long size) throws IOException {
        this.file = file;
        this.channel = channel.truncate(size).position(size);
    }

    /** Makes the file, in the place of one that may be there. */
    static TableLog create(Path file, byte[] definition, Map<Long, Row> rows) throws IOException {
        Path begun = file.resolveSibling(file.getFileName() + ".new");
        TableLog log =
                new TableLog(file, FileChannel.open(begun, StandardOpenOption.CREATE, StandardOpenOption.WRITE), 0);
        log.write(definition);
        for (Map.Entry<Long, Row> row : rows.entrySet()) {
            log.append(Map.of(row.getKey(), Optional.of(row.getValue())));
        }
        Files.move(begun, file, StandardCopyOption.ATOMIC_MOVE);
        return log;
    }

    /** Reads the file to its last whole entry, and goes on after it. */
    static TableLog open(Path file, Definition definition, BiConsumer<Long, Optional<byte[]>> rows) throws IOException {
        long size = 0;
        try (DataInputStream input =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20))) {
            for (Optional<byte[]> entry = read(input); entry.isPresent(); entry = read(input)) {
                ByteBuffer bytes = ByteBuffer.wrap(entry.get());
                if (size == 0) {
                    definition.read(entry.get());
                    bytes.position(bytes.limit());
                }
                while (bytes.hasRemaining()) {
                    long id = bytes.getLong();
                    int length = bytes.getInt();
                    byte[] row = new byte[Math.max(0, length)];
                    bytes.get(row);
                    rows.accept(id, length < 0 ? Optional.empty() : Optional.of(row));
                }
                size += ENTRY_HEAD + bytes.limit();
            }
        }
        return new TableLog(file, FileChannel.open(file, StandardOpenOption.WRITE), size);
    }

    /** Takes the first entry. */
    interface Definition {
        void read(byte[] json) throws IOException;
    }

    private static Optional<byte[]> read(DataInputStream input) throws IOException {
        try {
            int length = input.readInt();
            int checksum = input.readInt();
            byte[] bytes = input.readNBytes(length);
            return bytes.length == length && checksum(bytes) == checksum ? Optional.of(bytes) : Optional.empty();
        } catch (EOFException e) {
            return Optional.empty();
        }
    }

    /** One transaction: after a kill all of it is there, or nothing. */
    void append(Map<Long, Optional<Row>> changes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 10);
        DataOutputStream entry = new DataOutputStream(bytes);
        for (Map.Entry<Long, Optional<Row>> change : changes.entrySet()) {
            byte[] row = change.getValue().map(Row::bytes).orElseGet(() -> new byte[0]);
            entry.writeLong(change.getKey());
            entry.writeInt(change.getValue().isPresent() ? row.length : -1);
            entry.write(row);
        }
        write(bytes.toByteArray());
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer entry = ByteBuffer.allocate(ENTRY_HEAD + bytes.length);
        entry.putInt(bytes.length).putInt(checksum(bytes)).put(bytes).flip();
        while (entry.hasRemaining()) {
            channel.write(entry);
        }
    }

    private static int checksum(byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }

    void close() throws IOException {
        channel.close();
    }
}
