package io.millrace.bridge.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsUnavailableException;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.NatsMessage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishErrorsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    503 | 10077 | maximum bytes exceeded             | It is full: raise its limits or the server's
                    503 | 10023 | insufficient resources             | It is full
                    500 | 10047 | insufficient storage resources     | It is full
                    400 | 10054 | message size exceeds maximum       | message size exceeds maximum
                    503 | 10008 | JetStream system temporarily away  | JetStream system temporarily away
                    429 | 10167 | too many requests                  | too many requests
                    """)
    void theTaskGoesOnTrying(int status, int code, String description, String part) throws Exception {
        assertThat(PublishErrors.of("cdc.a.b.c.0", error(status, code, description)))
                .isInstanceOf(NatsUnavailableException.class)
                .hasMessageContaining("The stream did not store a message for cdc.a.b.c.0")
                .hasMessageContaining(part);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    400 | 10071 | wrong last sequence: 7         | adds an expected sequence; remove it
                    400 | 10109 | invalid operation on sealed    | The stream is sealed; name another one
                    400 | 10999 | something new                  | (JetStream error 10999)
                    """)
    void theTaskStops(int status, int code, String description, String part) throws Exception {
        JetStreamApiException error = error(status, code, description);

        assertThat(PublishErrors.of("cdc.a.b.c.0", error))
                .isInstanceOf(NatsFaultException.class)
                .hasMessageContaining(description)
                .hasMessageContaining(part);
    }

    @Test
    void theTaskStopsWhereAnotherStreamHasTheSubject() throws Exception {
        PublishAck acknowledgement = new PublishAck(NatsMessage.builder()
                .subject("reply")
                .data("{\"stream\":\"OTHER\",\"seq\":1}")
                .build());

        PublishErrors.requireStream("OTHER", "cdc.a.b.c.0", acknowledgement);
        assertThatThrownBy(() -> PublishErrors.requireStream("CDC", "cdc.a.b.c.0", acknowledgement))
                .isInstanceOf(NatsFaultException.class)
                .hasMessageContaining("Stream OTHER stored a message for cdc.a.b.c.0, and not CDC")
                .hasMessageContaining("Another stream has this subject; name that one in nats.stream");
    }

    private static JetStreamApiException error(int status, int code, String description) {
        String json =
                "{\"error\":{\"code\":%d,\"err_code\":%d,\"description\":\"%s\"}}".formatted(status, code, description);
        Message reply = NatsMessage.builder()
                .subject("reply")
                .data(json, StandardCharsets.UTF_8)
                .build();
        return catchThrowableOfType(JetStreamApiException.class, () -> new PublishAck(reply));
    }
}
