package io.millrace.endtoend.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One name has one meaning in all modules of the product. */
class ClassNamesTest {
    @Test
    void noSimpleClassNameOccursTwice() throws Exception {
        Map<String, List<String>> places = ProductSources.types();
        places.values().removeIf(paths -> paths.size() == 1);

        assertThat(places).isEmpty();
    }
}
