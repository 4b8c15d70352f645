package io.millrace.manticore.pipeline;

import io.millrace.nats.NatsUnavailableException;
import io.millrace.pace.OutageAlarm;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What the log says about the outages of a partition: when one begins, when another server turns out to be the cause,
 * every ten minutes while it lasts, and when it is over.
 */
final class OutageNotices {
    private final int partition;
    private final Map<Server, OutageAlarm> alarms = new EnumMap<>(Server.class);

    private enum Server {
        NATS,
        MANTICORE
    }

    /** @param clock like {@link System#nanoTime} */
    OutageNotices(int partition, LongSupplier clock) {
        this.partition = partition;
        for (Server server : Server.values()) {
            alarms.put(server, new OutageAlarm(clock));
        }
    }

    /** The partition failed; returns what the log should say, if anything. */
    Optional<String> failed(RuntimeException cause) {
        Server server = cause instanceof NatsUnavailableException ? Server.NATS : Server.MANTICORE;
        OutageAlarm alarm = Objects.requireNonNull(alarms.get(server));
        String state = alarm.isRaised() ? " still paused" : " paused";
        return alarm.raise()
                ? Optional.of("Partition " + partition + state + ", will retry: " + cause.getMessage())
                : Optional.empty();
    }

    /** The partition works; returns what the log should say, if anything. */
    Optional<String> recovered() {
        boolean paused = false;
        for (OutageAlarm alarm : alarms.values()) {
            paused |= alarm.clear();
        }
        return paused ? Optional.of("Partition " + partition + " resumed") : Optional.empty();
    }
}
