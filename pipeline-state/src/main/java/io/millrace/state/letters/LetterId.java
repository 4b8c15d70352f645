package io.millrace.state.letters;

import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConfiguredConnector.Role;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a dead letter is: in which connector's topic, at which partition and offset; {@code sink-0-12} in text. */
public record LetterId(LetterStage stage, int partition, long offset) implements Comparable<LetterId> {
    private static final Pattern TEXT = Pattern.compile("(bridge|sink)-(\\d{1,9})-(\\d{1,18})");
    private static final Comparator<LetterId> ORDER = Comparator.comparing(LetterId::stage)
            .thenComparing(LetterId::partition)
            .thenComparing(LetterId::offset);

    /** Which connector could not use an event. */
    public enum LetterStage {
        BRIDGE,
        SINK;

        /** @param connector a bridge or a sink */
        public static LetterStage of(ConfiguredConnector connector) {
            return Role.NATS_BRIDGE.is(connector.posted()) ? BRIDGE : SINK;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Empty if the text is none. */
    public static Optional<LetterId> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new LetterId(
                        LetterStage.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
                        Integer.parseInt(matcher.group(2)),
                        Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }

    @Override
    public int compareTo(LetterId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return stage + "-" + partition + "-" + offset;
    }
}
