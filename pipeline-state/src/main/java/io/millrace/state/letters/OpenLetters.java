package io.millrace.state.letters;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Goes through a topic from its beginning and keeps what is open. A letter that was reported twice is there once. */
final class OpenLetters {
    private final LetterParser parser;
    private final Map<String, ReportedLetter> letters = new LinkedHashMap<>();

    OpenLetters(LetterParser parser) {
        this.parser = parser;
    }

    void add(ConsumerRecord<byte[], byte[]> record) {
        Optional<String> settled = parser.settled(record);
        if (settled.isPresent()) {
            letters.remove(settled.get());
        } else {
            parser.letter(record)
                    .ifPresent(letter -> letters.putIfAbsent(letter.origin().toString(), letter));
        }
    }

    /** In the order of the topic. */
    Collection<ReportedLetter> letters() {
        return letters.values();
    }
}
