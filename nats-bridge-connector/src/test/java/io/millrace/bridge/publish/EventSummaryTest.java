package io.millrace.bridge.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.event.ChangeEvent;
import io.millrace.event.EventRecordBytes;
import io.millrace.event.Operation;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class EventSummaryTest {
    private static final byte[] FIELDS =
            ChangeEvent.newBuilder().setOperation(Operation.INSERT).build().toByteArray();

    @Test
    void theEndOfTheFieldsIsBeforeTheRunAndTheId() throws IOException {
        EventSummary summary = EventSummary.of(new EventRecordBytes(FIELDS, 5, 3, 7).toByteArray());

        assertThat(summary.fieldsEnd()).isEqualTo(FIELDS.length);
        assertThat(summary.id()).isEqualTo(7);
        assertThat(summary.operation()).isEqualTo(Operation.INSERT);
    }

    /** What comes after the id is not published, so the event in the stream would be another one. */
    @Test
    void fieldsAfterTheIdAreRefused() {
        byte[] record = new EventRecordBytes(FIELDS, 5, 3, 7).toByteArray();
        byte[] deletes =
                ChangeEvent.newBuilder().setOperation(Operation.DELETE).build().toByteArray();
        byte[] longer = Arrays.copyOf(record, record.length + deletes.length);
        System.arraycopy(deletes, 0, longer, record.length, deletes.length);

        assertThatThrownBy(() -> EventSummary.of(longer))
                .isInstanceOf(InvalidProtocolBufferException.class)
                .hasMessageContaining("after its id");
    }
}
