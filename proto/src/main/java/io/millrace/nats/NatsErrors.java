package io.millrace.nats;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens a connection and keeps the asynchronous errors on it: why each server refused the connection, and what the
 * server does not permit, since it sends no reply in that case. For a single connection; jnats calls it on its own
 * threads.
 */
final class NatsErrors implements ErrorListener {
    private static final int MAX_PROBLEMS = 10;

    private final Set<String> problems = Collections.synchronizedSet(new LinkedHashSet<>());
    private final NatsSession.Listener listener;
    private volatile @Nullable String refusal;

    NatsErrors(NatsSession.Listener listener) {
        this.listener = listener;
    }

    /**
     * @param options whose error listener this becomes
     * @throws IOException when no server can be reached or accepts the connection, with what each server reported
     */
    Connection connect(Options.Builder options) throws IOException, InterruptedException {
        try {
            return Nats.connect(options.errorListener(this).build());
        } catch (IOException e) {
            // With several servers, and with TLS, the exception of jnats does not say why; the problems reported before
            // it do.
            throw new IOException(
                    e.getMessage() + (problems.isEmpty() ? "" : " (" + String.join("; ", problems) + ')'), e);
        }
    }

    /** The last permission that the server denied, in its words. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** What was denied may be permitted now. */
    void forgetRefusal() {
        refusal = null;
    }

    @Override
    public void errorOccurred(Connection connection, String error) {
        listener.problem("NATS reported: " + error, null);
        add(error);
        if (error.toLowerCase(Locale.ROOT).contains("permissions violation")) {
            refusal = error;
            listener.denied(error);
        }
    }

    @Override
    public void exceptionOccurred(Connection connection, Exception exception) {
        listener.problem("Problem on the connection to NATS", exception);
        add(String.valueOf(exception.getMessage()));
    }

    private void add(String problem) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(problem);
        }
    }
}
