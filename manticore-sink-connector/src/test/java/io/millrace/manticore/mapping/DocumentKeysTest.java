package io.millrace.manticore.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.Row;
import io.millrace.event.RowBuilder;
import io.millrace.event.Type;
import io.millrace.manticore.document.DocumentKey;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Cases A4 and A21. The ids of the golden file are for good: with others, rows would be in the index twice. */
class DocumentKeysTest {
    /** Every form of a key, and the id of its document. */
    private static final Path GOLDEN = Path.of("src/test/resources/document-ids.txt");

    /** The forms that all parts of the pipeline agree on. */
    private static final Path KEYS = Path.of("../proto/src/test/resources/keys.txt");

    @Test
    void theIdOfEveryKeyIsThatWhichIsPinned() throws IOException {
        String actual = Files.readAllLines(KEYS).stream()
                .map(line -> line.split("\t", 3)[2])
                .distinct()
                .map(form -> DocumentKeys.of(form).id() + "\t" + form + '\n')
                .collect(Collectors.joining());

        assertThat(actual).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void idsAreWithinTheRangeThatAServerFindsWhateverTheKey() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            long number = random.nextLong();
            for (Row key : List.of(
                    RowBuilder.of().int64("id", number).build(),
                    RowBuilder.of()
                            .uint64("id", new BigInteger(Long.toUnsignedString(number)))
                            .build(),
                    RowBuilder.of().string("id", Long.toString(number)).build(),
                    RowBuilder.of().int64("a", number).int32("b", i).build())) {
                assertThat(DocumentKeys.of(key).id()).as("seed %d", seed).isPositive();
            }
        }
    }

    @Test
    void equalNumbersHaveOneDocumentWhateverTheirType() throws Exception {
        for (Row key : List.of(
                RowBuilder.of().int8("id", 7).build(),
                RowBuilder.of().uint64("number", 7).build(),
                RowBuilder.of().value("id", Type.YEAR, 7).build(),
                RowBuilder.of().decimal("id", new BigDecimal("7.00")).build())) {
            assertThat(DocumentKeys.of(key)).isEqualTo(DocumentKey.natural(7));
        }
    }

    @Test
    void numberThatIsNoIdMeetsNoIdBelowTheLargest() {
        for (String form : List.of("[0]", "[-1]", "[9223372036854775808]", "[18446744073709551615]", "[0.5]")) {
            assertThat(DocumentKeys.of(form).id()).isGreaterThanOrEqualTo(1L << 62);
            assertThat(DocumentKeys.of(form).rowKey()).isEqualTo(form);
        }
        assertThat(DocumentKeys.of("[9223372036854775807]")).isEqualTo(DocumentKey.natural(Long.MAX_VALUE));
    }
}
