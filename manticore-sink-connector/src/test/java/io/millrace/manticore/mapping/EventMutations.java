package io.millrace.manticore.mapping;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages events: their bytes anywhere, or single fields by values that are rare or impossible. */
final class EventMutations {
    private static final List<Long> NUMBERS = List.of(
            0L,
            1L,
            -1L,
            127L,
            -128L,
            255L,
            1L << 31,
            (1L << 31) - 1,
            1L << 32,
            -(1L << 31) - 1,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            1L << 53,
            253_402_300_800_000_000L,
            1_700_000_000_000_000L);

    private static final List<Double> FRACTIONS = List.of(
            0.0,
            -0.0,
            1e-45,
            -1e-50,
            3.5e38,
            -1e300,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            16_777_217.0,
            0.1);

    private static final List<String> TEXTS = List.of(
            "",
            "id",
            "ID",
            "event_id",
            "row_key",
            "a\0b",
            "\uD83D\uDE00",
            "\u2028",
            "\"},{\"",
            "\\",
            "null",
            "1e400",
            "{\"a\":[1,{\"b\":null}]}",
            "[",
            "9999999999999999999999",
            "größe",
            "x".repeat(300),
            "2024-02-30",
            "red,green");

    private final Random random;

    EventMutations(Random random) {
        this.random = random;
    }

    /** @param others events from which parts may come */
    byte[] mutate(ChangeEvent event, List<byte[]> others) {
        if (random.nextInt(4) > 0) {
            Message.Builder builder = event.toBuilder();
            for (int left = 1 + random.nextInt(3); left > 0; left--) {
                mutateField(builder);
            }
            return ChangeEvents.serialize((ChangeEvent) builder.build());
        }
        byte[] bytes = ChangeEvents.serialize(event);
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            bytes = mutateBytes(bytes, others.get(random.nextInt(others.size())));
        }
        return bytes;
    }

    /** A subject that is damaged one time in ten. */
    String mutate(String subject) {
        if (random.nextInt(10) > 0) {
            return subject;
        }
        String part = TEXTS.get(random.nextInt(TEXTS.size())).replace('\0', ' ');
        int at = random.nextInt(subject.length() + 1);
        return switch (random.nextInt(4)) {
            case 0 -> subject.substring(0, at);
            case 1 -> subject.substring(0, at) + part + subject.substring(at);
            case 2 -> subject + '.' + random.nextInt(-2, 300);
            default -> subject.substring(0, at) + "%" + subject.substring(at);
        };
    }

    private byte[] mutateBytes(byte[] bytes, byte[] other) {
        if (bytes.length == 0) {
            return other;
        }
        int at = random.nextInt(bytes.length);
        byte[] changed = bytes.clone();
        switch (random.nextInt(5)) {
            case 0 -> changed[at] = (byte) random.nextInt(256);
            case 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> changed = Arrays.copyOf(bytes, at);
            case 3 -> changed = insert(bytes, at, part(bytes));
            default -> changed = insert(bytes, at, part(other));
        }
        return changed;
    }

    private byte[] part(byte[] bytes) {
        int from = random.nextInt(bytes.length + 1);
        return Arrays.copyOfRange(bytes, from, from + random.nextInt(bytes.length - from + 1));
    }

    private static byte[] insert(byte[] bytes, int at, byte[] part) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + part.length);
        System.arraycopy(part, 0, longer, at, part.length);
        System.arraycopy(bytes, at, longer, at + part.length, bytes.length - at);
        return longer;
    }

    /** One field of the message, or of one that is in it. */
    private void mutateField(Message.Builder builder) {
        List<FieldDescriptor> present = new ArrayList<>(builder.getAllFields().keySet());
        present.removeIf(field -> field.getJavaType() != FieldDescriptor.JavaType.MESSAGE);
        if (!present.isEmpty() && random.nextInt(8) > 0) {
            FieldDescriptor field = present.get(random.nextInt(present.size()));
            if (field.isRepeated()) {
                int at = random.nextInt(builder.getRepeatedFieldCount(field));
                Message.Builder element = ((Message) builder.getRepeatedField(field, at)).toBuilder();
                mutateField(element);
                builder.setRepeatedField(field, at, element.build());
                return;
            }
            Message.Builder part = ((Message) builder.getField(field)).toBuilder();
            mutateField(part);
            builder.setField(field, part.build());
            return;
        }
        List<FieldDescriptor> all = builder.getDescriptorForType().getFields();
        FieldDescriptor field = all.get(random.nextInt(all.size()));
        if (field.isRepeated()) {
            mutateList(builder, field);
        } else if (random.nextInt(6) == 0) {
            builder.clearField(field);
        } else {
            builder.setField(field, value(builder, field));
        }
    }

    /** Doubles, moves or removes an element, or adds a new one. */
    private void mutateList(Message.Builder builder, FieldDescriptor field) {
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < builder.getRepeatedFieldCount(field); i++) {
            elements.add(builder.getRepeatedField(field, i));
        }
        int at = elements.isEmpty() ? 0 : random.nextInt(elements.size());
        if (elements.isEmpty() || random.nextInt(3) == 0) {
            elements.add(at, value(builder, field));
        } else if (random.nextBoolean()) {
            elements.add(elements.get(at));
        } else {
            elements.remove(at);
        }
        builder.clearField(field);
        elements.forEach(element -> builder.addRepeatedField(field, element));
    }

    private Object value(Message.Builder builder, FieldDescriptor field) {
        long number = NUMBERS.get(random.nextInt(NUMBERS.size()));
        double fraction = FRACTIONS.get(random.nextInt(FRACTIONS.size()));
        return switch (field.getJavaType()) {
            case INT -> random.nextBoolean() ? (int) number : random.nextInt(-20, 20);
            case LONG -> random.nextBoolean() ? number : random.nextLong();
            case FLOAT -> (float) fraction;
            case DOUBLE -> fraction;
            case BOOLEAN -> random.nextBoolean();
            case STRING -> TEXTS.get(random.nextInt(TEXTS.size()));
            case BYTE_STRING -> {
                byte[] bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                yield ByteString.copyFrom(bytes);
            }
            case ENUM -> {
                var values = field.getEnumType().getValues();
                yield random.nextInt(20) == 0
                        ? field.getEnumType().findValueByNumberCreatingIfUnknown(99)
                        : values.get(random.nextInt(values.size()));
            }
            case MESSAGE -> {
                Message.Builder made = builder.newBuilderForField(field);
                for (int left = random.nextInt(4); left > 0; left--) {
                    mutateField(made);
                }
                yield made.build();
            }
        };
    }
}
