package io.millrace.local.manticore.search;

import java.util.List;
import java.util.Set;

/** A part of a text query. */
sealed interface TextNode {
    boolean matches(RowText text);

    /** Adds the words whose presence makes a row weigh more. */
    default void addWords(List<Word> words) {}

    /** @param pattern with {@code *} at an end where anything may stand, if the table has what that takes */
    record Word(String pattern, Set<String> fields) implements TextNode {
        @Override
        public boolean matches(RowText text) {
            return text.fields(fields).anyMatch(terms -> terms.stream().anyMatch(this::fits));
        }

        boolean fits(String term) {
            boolean open = pattern.endsWith("*");
            boolean openBefore = pattern.startsWith("*");
            String fixed = pattern.substring(openBefore ? 1 : 0, pattern.length() - (open ? 1 : 0));
            if (openBefore) {
                return open ? term.contains(fixed) : term.endsWith(fixed);
            }
            return open ? term.startsWith(fixed) : term.equals(fixed);
        }

        @Override
        public void addWords(List<Word> words) {
            words.add(this);
        }
    }

    record Phrase(List<Word> words, Set<String> fields) implements TextNode {
        @Override
        public boolean matches(RowText text) {
            return text.fields(fields).anyMatch(this::within);
        }

        private boolean within(List<String> terms) {
            for (int start = 0; start + words.size() <= terms.size(); start++) {
                int matched = 0;
                while (matched < words.size() && words.get(matched).fits(terms.get(start + matched))) {
                    matched++;
                }
                if (matched == words.size()) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void addWords(List<Word> all) {
            all.addAll(words);
        }
    }

    record All(List<TextNode> parts) implements TextNode {
        @Override
        public boolean matches(RowText text) {
            return parts.stream().allMatch(part -> part.matches(text));
        }

        @Override
        public void addWords(List<Word> words) {
            parts.forEach(part -> part.addWords(words));
        }
    }

    record Any(List<TextNode> parts) implements TextNode {
        @Override
        public boolean matches(RowText text) {
            return parts.stream().anyMatch(part -> part.matches(text));
        }

        @Override
        public void addWords(List<Word> words) {
            parts.forEach(part -> part.addWords(words));
        }
    }

    record None(TextNode part) implements TextNode {
        @Override
        public boolean matches(RowText text) {
            return !part.matches(text);
        }
    }
}
