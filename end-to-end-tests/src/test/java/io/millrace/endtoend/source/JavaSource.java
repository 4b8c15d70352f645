package io.millrace.endtoend.source;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A Java file.
 *
 * @param path where it is in the checkout
 * @param code its text without comments and without the content of literals
 * @param messages for each statement with string or character literals, their concatenated content; {@link #GAP} stands
 *     for everything that is filled in when the statement runs
 */
record JavaSource(String path, String code, List<String> messages) {
    static final char GAP = '\uFFFC';

    private static final Pattern TYPE =
            Pattern.compile("(?<private>\\bprivate\\s+)?(?:\\b(?:public|protected|static|final|sealed|abstract)\\s+)*"
                    + "(?<![.\\w])(?:class|interface|enum|record)\\s+(?<name>[A-Z]\\w*)");

    static JavaSource parse(String path, String text) {
        return new JavaLexer(text).parse(path);
    }

    /** Names of the types declared here that other files can use: all except private nested types. */
    List<String> sharedTypes() {
        return TYPE.matcher(code)
                .results()
                .filter(match -> match.group(1) == null)
                .map(match -> match.group(2))
                .toList();
    }
}
