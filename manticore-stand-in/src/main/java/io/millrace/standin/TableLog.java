package io.millrace.standin;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/**
 * The file that keeps a table over the end of the process, however that comes: entries of a length and as many
 * bytes, of which only the last can be there in part. Each is a transaction: per row its id, its length or -1 when it
 * was deleted, and its bytes. A power cut takes away what was written in the last second, in which a real server's
 * binlog is not synced either.
 */
final class TableLog {
    private static final long SYNC_INTERVAL_NANOS = 1_000_000_000;

    private final FileChannel channel;
    private long synced;
    private long syncTime;

    /** Reads the file, which is made if need be, to its last whole entry, and goes on after it. */
    TableLog(Path file, Change changes) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long size = 0;
        try (InputStream input = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
            for (byte[] entry = read(input); entry.length > 0; entry = read(input)) {
                ByteBuffer bytes = ByteBuffer.wrap(entry);
                while (bytes.hasRemaining()) {
                    long id = bytes.getLong();
                    int length = bytes.getInt();
                    if (length < 0) {
                        changes.apply(id, Optional.empty());
                    } else {
                        String row = new String(entry, bytes.position(), length, StandardCharsets.UTF_8);
                        changes.apply(id, Optional.of(row));
                        bytes.position(bytes.position() + length);
                    }
                }
                size += Integer.BYTES + bytes.limit();
            }
        }
        channel.truncate(size).position(size);
        sync();
    }

    /** Takes a row that was written, or none for one that was deleted. */
    interface Change {
        void apply(long id, Optional<String> row) throws IOException;
    }

    /** The next entry; empty when there is none, or only a part of one. */
    private static byte[] read(InputStream input) throws IOException {
        byte[] head = input.readNBytes(Integer.BYTES);
        int length = head.length < Integer.BYTES ? 0 : ByteBuffer.wrap(head).getInt();
        byte[] entry = input.readNBytes(length);
        return entry.length == length ? entry : new byte[0];
    }

    /** One transaction: all of it is there afterwards, or nothing, also after a kill and on a full disk. */
    void append(Map<Long, Optional<String>> changes) throws IOException {
        if (changes.isEmpty()) {
            return;
        }
        syncIfDue();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 10);
        DataOutputStream entry = new DataOutputStream(bytes);
        entry.writeInt(0);
        for (Map.Entry<Long, Optional<String>> change : changes.entrySet()) {
            byte[] row = change.getValue().orElse("").getBytes(StandardCharsets.UTF_8);
            entry.writeLong(change.getKey());
            entry.writeInt(change.getValue().isPresent() ? row.length : -1);
            entry.write(row);
        }
        ByteBuffer whole = ByteBuffer.wrap(bytes.toByteArray());
        whole.putInt(0, bytes.size() - Integer.BYTES);
        long end = channel.position();
        try {
            while (whole.hasRemaining()) {
                channel.write(whole);
            }
        } catch (IOException e) {
            // A part of an entry would hide those after it.
            channel.truncate(end);
            throw e;
        }
    }

    /** What was written up to now outlives a power cut. */
    void sync() throws IOException {
        synced = channel.position();
        syncTime = System.nanoTime();
    }

    private void syncIfDue() throws IOException {
        if (System.nanoTime() - syncTime > SYNC_INTERVAL_NANOS) {
            sync();
        }
    }

    void powerCut() throws IOException {
        syncIfDue();
        channel.truncate(synced);
        close();
    }

    void close() throws IOException {
        channel.close();
    }
}
