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
 * Opens a connection and keeps what NATS says on it beside its answers: why each server did not let us in, and what it does
 * not permit, for it answers no publish that it does not permit. For one connection; told by threads of jnats.
 */
public class NatsErrors implements ErrorListener {
    private static final int MAX_PROBLEMS = 10;

    private final Set<String> problems = Collections.synchronizedSet(new LinkedHashSet<>());
    private volatile @Nullable String refusal;

    /**
     * @param options whose error listener this becomes
     * @throws IOException when no server can be reached or lets us in; it tells what each of them said
     */
    public final Connection connect(Options.Builder options) throws IOException, InterruptedException {
        try {
            return Nats.connect(options.errorListener(this).build());
        } catch (IOException e) {
            // With several servers, and with TLS, jnats' exception does not say why. It comes when all problems were
            // told.
            throw new IOException(
                    e.getMessage() + (problems.isEmpty() ? "" : " (" + String.join("; ", problems) + ')'), e);
        }
    }

    /** What the server said last of something that it does not permit. */
    public final Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** What was not permitted may be by now. */
    final void forgetRefusal() {
        refusal = null;
    }

    /** Called when the server does not permit something, for those who would wait for an answer that does not come. */
    protected void refused(String error) {}

    @Override
    public void errorOccurred(Connection connection, String error) {
        add(error);
        if (error.toLowerCase(Locale.ROOT).contains("permissions violation")) {
            refusal = error;
            refused(error);
        }
    }

    @Override
    public void exceptionOccurred(Connection connection, Exception exception) {
        add(String.valueOf(exception.getMessage()));
    }

    private void add(String problem) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(problem);
        }
    }
}
