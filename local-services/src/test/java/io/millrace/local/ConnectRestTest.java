package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectRestTest {
    private final Deque<Integer> answers = new ArrayDeque<>();
    private HttpServer server;
    private String connectors = "[]";
    private ConnectRest rest;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(LocalPort.loopback(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        rest = new ConnectRest("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void retriesDuringARebalance() {
        answers.addAll(List.of(409, 409, 201));
        rest.create("{\"name\": \"mysql-source\", \"config\": {}}");
        assertThat(answers).isEmpty();
    }

    @Test
    void existingConnectorIsAConflictAtOnce() {
        connectors = "[\"mysql-source\"]";
        answers.addAll(List.of(409, 201));
        assertThatThrownBy(() -> rest.create("mysql-source", Map.of()))
                .isInstanceOfSatisfying(
                        ConnectRestException.class,
                        refused -> assertThat(refused.status()).isEqualTo(409));
        assertThat(answers).containsExactly(201);
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean lists = exchange.getRequestMethod().equals("GET");
        byte[] body = (lists ? connectors : "{}").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(lists ? 200 : answers.remove(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
