package io.millrace.local.manticore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
    @TempDir
    Path directory;

    private ManticoreStandIn standIn;
    private RawConnection connection;

    @BeforeEach
    void start() throws IOException {
        standIn = ManticoreStandIn.start(directory, 0, new Credentials("admin", "päss:word"));
        connection = new RawConnection(standIn.url());
    }

    @AfterEach
    void stop() throws IOException {
        connection.close();
        standIn.close();
    }

    private RawConnection.Reply get(String authorization) throws IOException {
        return connection.send("GET / HTTP/1.1\r\n" + authorization + "\r\n").reply();
    }

    private static String basic(String userAndPassword) {
        byte[] bytes = userAndPassword.getBytes(StandardCharsets.UTF_8);
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(bytes) + "\r\n";
    }

    @Test
    void requestWithoutCredentialsIsRefused() throws IOException {
        RawConnection.Reply reply = get("");
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.headers())
                .containsEntry("www-authenticate", "Basic realm=\"Manticore daemon\", charset=\"UTF-8\"");
        assertThat(reply.body()).isEqualTo("{\"error\":\"Authorization header field missed\"}");
    }

    @Test
    void requestWithAnotherPasswordIsRefused() throws IOException {
        RawConnection.Reply reply = get(basic("admin:password"));
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.body()).isEqualTo("{\"error\":\"Access denied for user 'admin' (using password: YES)\"}");
    }

    @Test
    void requestWithTheCredentialsIsAnswered() throws IOException {
        assertThat(get(basic("admin:päss:word")).status()).isEqualTo(200);
    }
}
