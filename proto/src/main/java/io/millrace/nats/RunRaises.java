package io.millrace.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The milliseconds by which the ids of each run of a source task are raised, in general and in each topic partition.
 * The first decision stands, whoever decides again.
 */
public final class RunRaises {
    /** How many runs of a topic partition are kept. */
    static final int KEPT = 200;

    private final StateEntries<RunRaiseList> entries;
    private final String stream;

    private RunRaises(StateEntries<RunRaiseList> entries, String stream) {
        this.entries = entries;
        this.stream = stream;
    }

    /** The state bucket must exist when decisions are read or written. */
    public static RunRaises open(Connection connection, String stream) throws IOException {
        return new RunRaises(new StateEntries<>(connection, RunRaiseList.getDefaultInstance()), stream);
    }

    /** The decisions at one place, in their order. */
    public static final class KnownRaises {
        private final Map<Long, RunRaise> raises = new LinkedHashMap<>();

        KnownRaises(RunRaiseList runs) {
            runs.getRunList().forEach(run -> raises.put(run.getNumber(), run));
        }

        /** Empty for a new run. A run older than all those of a full list was seen long ago. */
        public OptionalLong of(long run) {
            RunRaise raise = raises.get(run);
            if (raise != null) {
                return OptionalLong.of(raise.getMilliseconds());
            }
            boolean forgotten = raises.size() >= KEPT
                    && raises.keySet().stream().allMatch(each -> Long.compareUnsigned(run, each) < 0);
            return forgotten ? OptionalLong.of(0) : OptionalLong.empty();
        }

        /** The decision for the run that started last; empty if there is none. */
        public Optional<RunRaise> latest() {
            return raises.values().stream().max(Comparator.comparing(RunRaise::getNumber, Long::compareUnsigned));
        }

        /** Whether a run is, or would be, decided after one that started later. */
        public boolean isLate(long run) {
            return raises.keySet().stream()
                    .takeWhile(each -> each != run)
                    .anyMatch(each -> Long.compareUnsigned(each, run) > 0);
        }

        /** The milliseconds of the run that started last before this one; 0 if none did. */
        public long before(long run) {
            return raises.values().stream()
                    .filter(each -> Long.compareUnsigned(each.getNumber(), run) < 0)
                    .max(Comparator.comparing(RunRaise::getNumber, Long::compareUnsigned))
                    .map(RunRaise::getMilliseconds)
                    .orElse(0L);
        }

        /**
         * Of a source: the number of the first run that begins at or below an id and started after all runs of a topic partition;
         * empty when there is none, or the topic partition has no run of this source.
         */
        public OptionalLong laterRun(KnownRaises partition, long id) {
            Optional<Long> greatest = partition.raises.keySet().stream()
                    .filter(raises::containsKey)
                    .max(Long::compareUnsigned);
            return greatest.isEmpty()
                    ? OptionalLong.empty()
                    : raises.values().stream()
                            .filter(run -> run.getFirstId() > 0 && run.getFirstId() <= id)
                            .map(RunRaise::getNumber)
                            .filter(run -> Long.compareUnsigned(run, greatest.get()) > 0)
                            .min(Long::compareUnsigned)
                            .map(OptionalLong::of)
                            .orElse(OptionalLong.empty());
        }
    }

    /** The decisions at a place: a source, for everything that it sends, or a topic partition. */
    public KnownRaises read(String place) throws IOException, JetStreamApiException, InterruptedException {
        return new KnownRaises(
                entries.find(key(place)).map(StateEntries.Entry::message).orElse(RunRaiseList.getDefaultInstance()));
    }

    /** Stores a decision, unless there is already one for the run. Returns the decisions that stand. */
    public KnownRaises decide(String place, RunRaise decision)
            throws IOException, JetStreamApiException, InterruptedException {
        return new KnownRaises(entries.update(
                key(place),
                runs -> new KnownRaises(runs).of(decision.getNumber()).isPresent() ? runs : with(runs, decision)));
    }

    static RunRaiseList with(RunRaiseList runs, RunRaise decision) {
        RunRaiseList.Builder more = runs.toBuilder().addRun(decision);
        return more.getRunCount() <= KEPT ? more.build() : withoutOldest(more.build());
    }

    /** The others keep their order, which shows which of them were late. */
    private static RunRaiseList withoutOldest(RunRaiseList runs) {
        List<RunRaise> kept = new ArrayList<>(runs.getRunList());
        kept.remove(Collections.min(kept, Comparator.comparing(RunRaise::getNumber, Long::compareUnsigned)));
        return RunRaiseList.newBuilder().addAllRun(kept).build();
    }

    /** A source. */
    public static String source(String name) {
        return "source." + StateBucket.token(name);
    }

    /** A partition of a topic. */
    public static String partition(String topic, int partition) {
        return "topic." + StateBucket.token(topic) + '.' + partition;
    }

    private String key(String place) {
        return "runs." + StateBucket.token(stream) + '.' + place;
    }
}
