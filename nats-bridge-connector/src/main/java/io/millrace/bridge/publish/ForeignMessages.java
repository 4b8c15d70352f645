package io.millrace.bridge.publish;

import java.util.HashSet;
import java.util.Set;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports each subject whose last message is not a change event once, and counts these subjects. */
public final class ForeignMessages {
    private static final Logger LOG = LoggerFactory.getLogger(ForeignMessages.class);

    private final String stream;
    private final LongConsumer count;
    private final Set<String> known = new HashSet<>();

    /** @param count called with the number of subjects found so far */
    public ForeignMessages(String stream, LongConsumer count) {
        this.stream = stream;
        this.count = count;
    }

    /** Called with what was found when the stream was read. */
    public void found(Set<String> subjects) {
        Set<String> found = new HashSet<>(subjects);
        found.removeAll(known);
        if (found.isEmpty()) {
            return;
        }
        known.addAll(found);
        count.accept(known.size());
        LOG.warn(
                "Ignoring messages in stream {} that are not change events or not from the"
                        + " bridge, on {} subjects such as {}; find out what publishes there",
                stream,
                found.size(),
                found.iterator().next());
    }
}
