package io.millrace.standin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is to go wrong, for tests of those who use Manticore. Faults strike in the order in which they were set, one per
 * request; a document or a table that is refused stays so until {@link #clear()}.
 */
public final class Faults {
    private static final String NO_ROOM =
            "unable to write to binlog: data/binlog/binlog.0001: write error: No space left on device";

    private static final String FULL = "{\"items\":[{\"bulk\":{\"error\":{\"type\":\"" + NO_ROOM
            + "\",\"table\":\"t\"},\"status\":409}}],\"current_line\":%1$d,\"skipped_lines\":%1$d,\"errors\":true,"
            + "\"error\":\"" + NO_ROOM + "\"}";

    /** With less of it, a disk counts as full. */
    private static final long LITTLE_ROOM = 1 << 20;

    private final Deque<Pending> pending = new ArrayDeque<>();

    /** The reasons by table name or document id. */
    private final Map<String, String> refused = new ConcurrentHashMap<>();

    private final FileStore disk;
    private volatile boolean diskFull;
    private volatile int slack;
    private volatile int altersOnFullDisk;

    /** @param disk of the tables, which can be full without being told to */
    Faults(FileStore disk) {
        this.disk = disk;
    }

    private record Pending(String path, Fault fault) {}

    /** Strikes the next requests to a path. */
    public synchronized Faults set(String path, int times, Fault fault) {
        pending.addAll(Collections.nCopies(times, new Pending(path, fault)));
        return this;
    }

    /** Strikes the next bulk request. */
    public Faults nextBulk(Fault fault) {
        return set("/bulk", 1, fault);
    }

    /** A document of that id is refused like one with an unknown column: 409, and its run is undone. */
    public Faults refuseDocument(long id) {
        return refuseTable(Long.toString(id), "document " + id + " is refused: a fault that was set");
    }

    /** Every document of a table is refused with a reason. */
    public Faults refuseTable(String table, String reason) {
        refused.put(table, reason);
        return this;
    }

    /**
     * The disk has no room: bulk requests are refused, a DELETE by SQL says that it found nothing, and an ALTER, which
     * would destroy the table at the next restart of a real server, is a trap. {@link #clear} makes room.
     */
    public void fillDisk() {
        fillDisk(0);
    }

    /** @param roomLeft bodies of so many bytes are still taken: the last block of a file always has some room */
    public void fillDisk(int roomLeft) {
        slack = roomLeft;
        diskFull = true;
    }

    public synchronized void clear() {
        pending.clear();
        refused.clear();
        diskFull = false;
    }

    /** How many requests are still to be struck. */
    public synchronized int pending() {
        return pending.size();
    }

    /** Refuses a document if it or its table was set to be refused. */
    void check(String table, long id) throws RefusedException {
        for (String name : List.of(table, Long.toString(id))) {
            String reason = refused.get(name);
            if (reason != null) {
                throw RefusedException.conflict(reason);
            }
        }
    }

    /** What is answered to a bulk body in place of carrying it out. */
    Optional<HttpResponse> answerToBulk(byte[] body) throws IOException {
        if (body.length <= (diskFull ? slack : disk.getUsableSpace() / 2)) {
            return Optional.empty();
        }
        // All lines were read, and their commit failed.
        long lines = new String(body, StandardCharsets.UTF_8).lines().count();
        return Optional.of(HttpResponse.json(500, String.format(FULL, lines + 1)));
    }

    boolean isDiskFull() throws IOException {
        return diskFull || disk.getUsableSpace() < LITTLE_ROOM;
    }

    /** What is answered to a statement in place of carrying it out. */
    synchronized Optional<String> answer(String statement) throws RefusedException, IOException {
        boolean full = isDiskFull();
        if (full && statement.startsWith("ALTER")) {
            altersOnFullDisk++;
            throw RefusedException.trap("an ALTER on a full disk destroys the table", "make sure of room before");
        }
        return full && statement.startsWith("DELETE") ? Optional.of(Answer.done(0)) : Optional.empty();
    }

    /** How often the trap of an ALTER on a full disk was sprung. */
    public int altersOnFullDisk() {
        return altersOnFullDisk;
    }

    HttpResponse handle(HttpRequest request, Fault.Handler usual) throws IOException {
        Optional<Fault> fault = take(request.path());
        return fault.isPresent() ? fault.get().apply(request, usual) : usual.handle(request);
    }

    private synchronized Optional<Fault> take(String path) {
        Optional<Pending> next =
                pending.stream().filter(fault -> fault.path().equals(path)).findFirst();
        next.ifPresent(pending::remove);
        return next.map(Pending::fault);
    }
}
