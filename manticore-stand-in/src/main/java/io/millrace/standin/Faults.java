package io.millrace.standin;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is to go wrong, for tests of those who use Manticore. Faults strike in the order in which they were set, one a
 * request; a document that is refused stays so until {@link #clear()}.
 */
public final class Faults {
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final Set<Long> refused = ConcurrentHashMap.newKeySet();

    Faults() {}

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
        refused.add(id);
        return this;
    }

    public synchronized void clear() {
        pending.clear();
        refused.clear();
    }

    /** How many requests are still to be struck. */
    public synchronized int pending() {
        return pending.size();
    }

    boolean refuses(long id) {
        return refused.contains(id);
    }

    HttpResponse handle(HttpRequest request, HttpHandler usual) throws IOException {
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
