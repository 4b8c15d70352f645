package io.millrace.state.applied;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of the source that never become events: tombstones, and heartbeats and the like of ChangeEventConverter. */
public final class NoEvents {
    /** The first byte of an OtherRecord: its field 15. */
    private static final byte OTHER_RECORD = 15 << 3 | 2;

    private NoEvents() {}

    public static boolean contain(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        return value == null || value.length > 0 && value[0] == OTHER_RECORD;
    }
}
