package io.millrace.state.letters;

import java.util.Locale;

/**
 * What became of a letter that was resent.
 *
 * @param text more about it, for a person; may be empty
 */
public record LetterFate(FateKind kind, String text) {
    /** Where it ended, or is. */
    public enum FateKind {
        /** The index has it. */
        APPLIED,
        /** The index has a newer version of the row, or the row was deleted since. */
        SUPERSEDED,
        /** It is a dead letter again. */
        REFUSED,
        /** Its table is set aside. It is applied when the table is back. */
        PASSED_OVER,
        /** It has not arrived yet. */
        UNDER_WAY,
        /** It could not be sent. */
        UNSENDABLE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        /** Whether the index is as it should be. */
        public boolean isGood() {
            return this == APPLIED || this == SUPERSEDED;
        }
    }
}
