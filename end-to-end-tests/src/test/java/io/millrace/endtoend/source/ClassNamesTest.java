package io.millrace.endtoend.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** One name has one meaning, in all modules of the product. */
class ClassNamesTest {
    private static final Pattern GENERATED = Pattern.compile("(?m)^(?:message|enum) (\\w+)");

    @Test
    void noSimpleClassNameOccursTwice() throws Exception {
        Map<String, List<String>> places = new TreeMap<>();
        for (JavaSource source : ProductSources.java()) {
            source.sharedTypes().forEach(name -> add(places, name, source.path()));
        }
        for (String proto : ProductSources.proto()) {
            GENERATED
                    .matcher(proto)
                    .results()
                    .map((MatchResult match) -> match.group(1))
                    .forEach(name -> add(places, name, "generated from a .proto file"));
        }
        places.values().removeIf(paths -> paths.size() == 1);

        assertThat(places).isEmpty();
    }

    private static void add(Map<String, List<String>> places, String name, String path) {
        places.computeIfAbsent(name, absent -> new ArrayList<>()).add(path);
    }
}
