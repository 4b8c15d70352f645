package io.millrace.manticore.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.impl.NatsMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeliveredEventTest {
    /** Without and with a JetStream domain, as servers of today and of later send it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$JS.ACK.CDC.sink-p0.1.4711.12.1767225600000000000.88",
                "$JS.ACK.hub.ACCOUNT.CDC.sink-p0.1.4711.12.1767225600000000000.88",
                "$JS.ACK.hub.ACCOUNT.CDC.sink-p0.1.4711.12.1767225600000000000.88.token"
            })
    void numbersAreThoseOfTheReplySubject(String replyTo) {
        DeliveredEvent delivery = DeliveredEvent.of(NatsMessage.builder()
                .subject("cdc.mysql.shop.orders.0")
                .replyTo(replyTo)
                .data(new byte[] {1})
                .build());
        assertThat(delivery.streamSequence()).isEqualTo(4711);
        assertThat(delivery.consumerSequence()).isEqualTo(12);
        assertThat(delivery.pending()).isEqualTo(88);
    }
}
