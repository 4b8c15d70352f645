package io.millrace.local.manticore.storage;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * An append-only log in files of 16 MiB, which are also where the rows are read from: each file is mapped, so its pages
 * are the operating system's to keep or drop. An entry is handed to the operating system in one write when it is
 * appended, so it survives the end of the process, however that comes.
 *
 * <p>An entry is its length, a checksum and its bytes; a length of 0 ends a file. A place is the number of the file in
 * the upper half of a long and the offset in the lower.
 */
final class RowLog implements Closeable {
    private static final int FILE_BYTES = 16 << 20;
    private static final int HEAD_BYTES = 2 * Integer.BYTES;

    private Path directory;
    private final List<ByteBuffer> files = new ArrayList<>();
    private FileChannel last;
    private int position;
    private long fullFilesBytes;

    /** {@link #replay} must be called before anything else. */
    RowLog(Path directory) throws IOException {
        this.directory = directory;
        this.last = open(directory, 0);
    }

    /** What to do with an entry: its place and its length. */
    interface Reader {
        void entry(ByteBuffer file, long place, int length);
    }

    /** Gives every entry to the reader; a part of an entry at the end of the log is dropped. */
    void replay(Reader reader) throws IOException {
        while (true) {
            int number = files.size();
            int size = (int) Math.max(FILE_BYTES, last.size());
            files.add(map(last, size));
            read(number, size, reader);
            if (!Files.exists(file(directory, number + 1))) {
                clearFrom(position, size);
                return;
            }
            refuseDamage(number, size);
            last.close();
            fullFilesBytes += position;
            last = open(directory, number + 1);
        }
    }

    /** Only the last file can end within an entry. */
    private void refuseDamage(int number, int size) throws IOException {
        if (position + HEAD_BYTES < size && files.get(number).getInt(position) != 0) {
            throw new IOException(file(directory, number) + " is damaged at " + position
                    + ": delete the data directory to start with no tables");
        }
    }

    private void read(int number, int size, Reader reader) {
        ByteBuffer file = files.get(number);
        position = 0;
        while (position + HEAD_BYTES < size) {
            int length = file.getInt(position);
            if (length <= 0 || length > size - position - HEAD_BYTES) {
                return;
            }
            int start = position + HEAD_BYTES;
            if (checksum(file.duplicate().limit(start + length).position(start)) != file.getInt(position + 4)) {
                return;
            }
            reader.entry(file, place(number, start), length);
            position = start + length;
        }
    }

    /** So that nothing left of a torn entry can be taken for an entry later. */
    private void clearFrom(int from, int size) throws IOException {
        last.truncate(from);
        extend(last, size);
    }

    /** Appends an entry whose head the caller left room for: the first {@value #HEAD_BYTES} bytes. */
    long append(ByteBuffer headAndEntry) throws IOException {
        int length = headAndEntry.remaining() - HEAD_BYTES;
        if (position + headAndEntry.remaining() > files.get(files.size() - 1).capacity()) {
            startFile(headAndEntry.remaining());
        }
        int at = headAndEntry.position();
        headAndEntry.putInt(at, length);
        headAndEntry.putInt(at + 4, checksum(headAndEntry.duplicate().position(at + HEAD_BYTES)));
        int start = position + HEAD_BYTES;
        int end = position;
        while (headAndEntry.hasRemaining()) {
            end += last.write(headAndEntry, end);
        }
        position = end;
        return place(files.size() - 1, start);
    }

    /** The directory was renamed. */
    void movedTo(Path renamed) {
        directory = renamed;
    }

    static int headBytes() {
        return HEAD_BYTES;
    }

    private void startFile(int entryBytes) throws IOException {
        FileChannel next = open(directory, files.size());
        files.add(map(next, Math.max(FILE_BYTES, entryBytes)));
        last.close();
        last = next;
        fullFilesBytes += position;
        position = 0;
    }

    ByteBuffer file(long place) {
        return files.get((int) (place >>> 32));
    }

    static int offset(long place) {
        return (int) place;
    }

    private static long place(int number, int offset) {
        return (long) number << 32 | offset;
    }

    /** How much was written. */
    long bytes() {
        return fullFilesBytes + position;
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }

    private static FileChannel open(Path directory, int number) throws IOException {
        return FileChannel.open(
                file(directory, number), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static Path file(Path directory, int number) {
        return directory.resolve("%06d.log".formatted(number));
    }

    /** The file is given its size at once, without using the disk: a mapping must not reach beyond the file. */
    private static ByteBuffer map(FileChannel channel, int size) throws IOException {
        extend(channel, size);
        return channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
    }

    private static void extend(FileChannel channel, int size) throws IOException {
        if (channel.size() < size) {
            channel.write(ByteBuffer.allocate(1), size - 1L);
        }
    }

    @Override
    public void close() {
        try {
            last.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
