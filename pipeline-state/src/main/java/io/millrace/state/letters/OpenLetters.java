package io.millrace.state.letters;

import io.millrace.state.letters.LetterId.LetterStage;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Goes through a topic of dead letters from its beginning and keeps what was neither resent nor dropped. A letter that was
 * reported twice is there once.
 */
public final class OpenLetters {
    private final LetterParser parser;
    private final Map<String, ReportedLetter> letters = new LinkedHashMap<>();

    OpenLetters(LetterParser parser) {
        this.parser = parser;
    }

    /** @param connector whose letters are wanted */
    public OpenLetters(LetterStage stage, String connector) {
        this(new LetterParser(stage, connector));
    }

    public void add(ConsumerRecord<byte[], byte[]> record) {
        Optional<String> settled = parser.settled(record);
        if (settled.isPresent()) {
            letters.remove(settled.get());
        } else {
            parser.letter(record)
                    .ifPresent(letter -> letters.putIfAbsent(letter.origin().toString(), letter));
        }
    }

    /** In the order of the topic. */
    public Collection<ReportedLetter> letters() {
        return letters.values();
    }
}
