package io.millrace.local.manticore.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A table: a folder with one {@link Generation}, numbered. A rewrite (ALTER, TRUNCATE, or when most of the log is of
 * rows that are gone) makes the next generation aside and renames it into place.
 */
public final class Table implements Closeable {
    private static final long REWRITE_FROM_BYTES = 64L << 20;
    private static final int REWRITE_STEP_BYTES = 1 << 20;
    private static final String UNFINISHED = "unfinished";

    private final String name;
    private final Path folder;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private Generation generation;
    private int number;

    /** What is done with the rows. */
    public interface Reading<T, X extends Exception> {
        T read(Rows rows) throws X;
    }

    /** What is done to the table. */
    public interface Action<T, X extends Exception> {
        T perform() throws X, IOException;
    }

    private Table(Path folder, int number, Generation generation) {
        this.name = folder.getFileName().toString();
        this.folder = folder;
        this.number = number;
        this.generation = generation;
    }

    static Table create(Path folder, Schema schema) throws IOException {
        Generation.create(folder.resolve(UNFINISHED), schema).close();
        Files.move(folder.resolve(UNFINISHED), folder.resolve("1"), StandardCopyOption.ATOMIC_MOVE);
        return open(folder);
    }

    static Table open(Path folder) throws IOException {
        Folders.delete(folder.resolve(UNFINISHED));
        List<Integer> numbers;
        try (Stream<Path> generations = Files.list(folder)) {
            numbers = generations
                    .map(path -> Integer.valueOf(path.getFileName().toString()))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (int older : numbers.subList(1, numbers.size())) {
            Folders.delete(folder.resolve(Integer.toString(older)));
        }
        int newest = numbers.get(0);
        return new Table(folder, newest, Generation.open(folder.resolve(Integer.toString(newest))));
    }

    public String name() {
        return name;
    }

    public Schema schema() {
        return read(Rows::schema);
    }

    /** Reads with writers kept out. */
    public <T, X extends Exception> T read(Reading<T, X> reading) throws X {
        Lock reader = lock.readLock();
        reader.lock();
        try {
            return reading.read(new Rows(generation));
        } finally {
            reader.unlock();
        }
    }

    /**
     * @param writtenFor the table may have been altered since: rows are then laid out anew
     * @return how many rows that were there before are not any more
     */
    int commit(Schema writtenFor, Changes changes) throws IOException {
        lock.writeLock().lock();
        try {
            Schema schema = generation.schema();
            int killed = generation.commit(writtenFor == schema ? changes : changes.relaid(writtenFor, schema));
            if (generation.logBytes() > REWRITE_FROM_BYTES && generation.liveBytes() < generation.logBytes() / 2) {
                rewrite(schema, true);
            }
            return killed;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Does what reads and then writes with all others kept out. */
    public <T, X extends Exception> T exclusively(Action<T, X> action) throws X, IOException {
        lock.writeLock().lock();
        try {
            return action.perform();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Changes the columns; what a row has in a column that stays is kept. */
    public void alter(UnaryOperator<Schema> change) throws IOException {
        rewriteLocked(change, true);
    }

    public void truncate() throws IOException {
        rewriteLocked(schema -> schema, false);
    }

    private void rewriteLocked(UnaryOperator<Schema> change, boolean keepRows) throws IOException {
        lock.writeLock().lock();
        try {
            rewrite(change.apply(generation.schema()), keepRows);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void rewrite(Schema schema, boolean keepRows) throws IOException {
        Path unfinished = folder.resolve(UNFINISHED);
        Folders.delete(unfinished);
        Generation next = Generation.create(unfinished, schema);
        if (keepRows) {
            copyRows(next);
        }
        Path former = folder.resolve(Integer.toString(number));
        number++;
        next.moveTo(unfinished, folder.resolve(Integer.toString(number)));
        generation.close();
        generation = next;
        Folders.delete(former);
    }

    private void copyRows(Generation target) throws IOException {
        RowBuilder builder = new RowBuilder(target.schema());
        Changes changes = new Changes();
        for (int row = 0; row < generation.rows(); row++) {
            if (generation.isLive(row)) {
                builder.copy(generation.row(row), generation.schema());
                changes.row(builder);
            }
            if (changes.length() > REWRITE_STEP_BYTES) {
                target.commit(changes);
                changes.clear();
            }
        }
        if (!changes.isEmpty()) {
            target.commit(changes);
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            generation.close();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
