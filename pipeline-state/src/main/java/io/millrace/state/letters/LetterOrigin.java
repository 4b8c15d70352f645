package io.millrace.state.letters;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the original of a dead letter was when it was reported. The text is that of {@code millrace.reference}. */
public sealed interface LetterOrigin {
    /** A record that the bridge read. */
    record KafkaRecord(String topic, int partition, long offset) implements LetterOrigin {
        @Override
        public String toString() {
            return topic + '-' + partition + '@' + offset;
        }
    }

    /** A message that the sink read. */
    record StreamMessage(String stream, String subject, long sequence) implements LetterOrigin {
        @Override
        public String toString() {
            return stream + '@' + sequence;
        }
    }

    /** The letter does not say it: its headers were not written. */
    record Unknown(LetterId letter) implements LetterOrigin {
        @Override
        public String toString() {
            return "unknown (" + letter + ')';
        }
    }

    /** @throws NumberFormatException if the text is no reference to a record */
    static KafkaRecord parseKafka(String text) {
        Matcher matcher = Pattern.compile("(.+)-(\\d+)@(\\d+)").matcher(text);
        if (!matcher.matches()) {
            throw new NumberFormatException(text);
        }
        return new KafkaRecord(matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)));
    }
}
