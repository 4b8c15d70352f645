package io.millrace.manticore.stream;

import io.millrace.nats.NatsSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what happens on a connection; outages are logged once, by the partition that is affected. */
final class NatsErrorLog implements NatsSession.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(NatsErrorLog.class);

    private final Runnable onReconnect;

    NatsErrorLog(Runnable onReconnect) {
        this.onReconnect = onReconnect;
    }

    @Override
    public void problem(String text, @Nullable Exception cause) {
        LOG.debug(text, cause);
    }

    @Override
    public void denied(String error) {
        LOG.warn("NATS denied permission: {}", error);
    }

    @Override
    public void reconnected() {
        onReconnect.run();
    }
}
