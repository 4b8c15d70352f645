package io.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Whatever the bytes, the answer is an event that keeps the rules or an {@link InvalidEventException}. */
class ChangeEventsFuzzTest {
    private static final int INPUTS = Integer.getInteger("fuzz.count", 100_000);

    /** An event costs some 20 kB, a class that an input is the first to need a few MB; a length that is believed, GBs. */
    private static final long MAX_ALLOCATED = 16 << 20;

    private final long seed = Long.getLong("fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void anyBytesAreAnEventOrAnError() throws Exception {
        // A thread of its own, since half of the time would go into JUnit's part of a million stack traces.
        FutureTask<Integer> fuzzing = new FutureTask<>(() -> fuzz(golden()));
        new Thread(fuzzing, "fuzzing").start();

        int events = fuzzing.get();
        System.out.printf("Fuzzed with -Dfuzz.seed=%d: %,d inputs, of which %,d were events%n", seed, INPUTS, events);
        assertThat(events).as("events among the inputs").isBetween(INPUTS / 100, INPUTS / 2);
    }

    private int fuzz(List<byte[]> golden) {
        int events = 0;
        for (int i = 0; i < INPUTS; i++) {
            byte[] event = golden.get(random.nextInt(golden.size()));
            switch (i % 10) {
                case 0 -> isEvent(noise());
                case 1 -> requireRefused(Arrays.copyOf(event, random.nextInt(event.length)));
                case 2 -> isEvent(withNesting(event));
                default -> events += isEvent(mutate(golden, event)) ? 1 : 0;
            }
        }
        return events;
    }

    private void requireRefused(byte[] cutOff) {
        if (isEvent(cutOff)) {
            throw new AssertionError("-Dfuzz.seed=" + seed + ": a cut off event passed for a whole one: "
                    + HexFormat.of().formatHex(cutOff));
        }
    }

    private boolean isEvent(byte[] bytes) {
        long before = thread.getCurrentThreadAllocatedBytes();
        try {
            ChangeEvent event = ChangeEvents.parse(bytes);
            assertThat(ChangeEvents.parse(ChangeEvents.serialize(event))).isEqualTo(event);
            return true;
        } catch (InvalidEventException e) {
            return false;
        } catch (Throwable e) {
            throw new AssertionError(
                    "-Dfuzz.seed=" + seed + ": " + HexFormat.of().formatHex(bytes), e);
        } finally {
            long allocated = thread.getCurrentThreadAllocatedBytes() - before;
            if (allocated > MAX_ALLOCATED) {
                throw new AssertionError("-Dfuzz.seed=" + seed + ": " + allocated + " bytes allocated for "
                        + HexFormat.of().formatHex(bytes));
            }
        }
    }

    private byte[] noise() {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Somewhere in the event the tag of a message or group, with a length that may be anything, many times over. */
    private byte[] withNesting(byte[] event) {
        byte[] level = new byte[1 + random.nextInt(6)];
        Arrays.fill(level, (byte) -1);
        level[0] = (byte) random.nextInt(128);
        level[level.length - 1] = (byte) random.nextInt(128);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = random.nextInt(event.length);
        bytes.write(event, 0, at);
        for (int depth = random.nextInt(500); depth >= 0; depth--) {
            bytes.writeBytes(level);
        }
        bytes.write(event, at, event.length - at);
        return bytes.toByteArray();
    }

    private byte[] mutate(List<byte[]> golden, byte[] event) {
        byte[] bytes = event;
        for (int i = random.nextInt(4); i >= 0; i--) {
            int from = random.nextInt(bytes.length + 1);
            int to = Math.min(bytes.length, from + random.nextInt(40));
            byte[] other = golden.get(random.nextInt(golden.size()));
            bytes = switch (random.nextInt(7)) {
                case 0 -> joined(bytes, 0, from, bytes, to, bytes.length);
                case 1 -> joined(bytes, 0, to, bytes, from, bytes.length);
                case 2 -> joined(bytes, 0, from, other, random.nextInt(other.length), other.length);
                case 3 -> joined(bytes, 0, bytes.length, other, 0, other.length);
                case 4 -> withBytes(bytes, from, to);
                default -> withFlippedBit(bytes);
            };
        }
        return bytes;
    }

    private byte[] withBytes(byte[] bytes, int from, int to) {
        byte[] changed = bytes.clone();
        for (int i = from; i < to; i++) {
            changed[i] = (byte) random.nextInt();
        }
        return changed;
    }

    private byte[] withFlippedBit(byte[] bytes) {
        byte[] changed = bytes.clone();
        if (changed.length > 0) {
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return changed;
    }

    private static byte[] joined(byte[] head, int headFrom, int headTo, byte[] tail, int tailFrom, int tailTo) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(head, headFrom, headTo - headFrom);
        bytes.write(tail, tailFrom, tailTo - tailFrom);
        return bytes.toByteArray();
    }

    private static List<byte[]> golden() throws IOException {
        List<byte[]> golden = new ArrayList<>();
        for (Path file : GoldenFiles.ofEveryVersion()) {
            golden.add(Files.readAllBytes(file));
        }
        return golden;
    }
}
