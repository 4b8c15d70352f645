package io.millrace.local.manticore.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

class RowDirectoryTest {
    @RepeatedTest(20)
    void knowsTheRowsThatWereAddedAndNotRemoved(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        // Few ids far apart or many close together: both must survive collisions.
        int ids = 1 + random.nextInt(5_000);
        long step = random.nextBoolean() ? 1 : random.nextLong();
        RowDirectory directory = new RowDirectory();
        Map<Long, Long> expected = new LinkedHashMap<>();
        for (int i = 0; i < 30_000; i++) {
            long id = random.nextInt(ids) * step;
            int row = directory.find(id);
            assertThat(row >= 0).isEqualTo(expected.containsKey(id));
            if (row >= 0) {
                assertThat(directory.place(row)).isEqualTo(expected.remove(id));
                directory.remove(row);
            }
            if (random.nextInt(3) > 0) {
                directory.add(id, i);
                expected.put(id, (long) i);
            }
            directory.tidy();
        }
        assertThat(directory.live()).isEqualTo(expected.size());
        assertThat(placesInOrder(directory)).containsExactlyElementsOf(expected.values());
    }

    private static List<Long> placesInOrder(RowDirectory directory) {
        List<Long> places = new ArrayList<>();
        for (int row = 0; row < directory.end(); row++) {
            if (directory.isLive(row)) {
                places.add(directory.place(row));
            }
        }
        return places;
    }
}
