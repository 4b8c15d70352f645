package io.millrace.command.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** A worker that knows its connectors, and the meaning of some placeholders. */
final class FakeConnect implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ObjectNode connectors = JSON.createObjectNode();
    private final Map<String, String> meanings;

    FakeConnect(Map<String, String> meanings) throws IOException {
        this.meanings = meanings;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/connectors", exchange -> answer(exchange, connectors));
        server.createContext("/connector-plugins", this::validate);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    FakeConnect with(String name, String connectorClass, Map<String, String> settings) {
        ObjectNode connector = connectors.putObject(name);
        ObjectNode config = connector.putObject("info").putObject("config");
        config.put("connector.class", connectorClass);
        settings.forEach(config::put);
        connector.putObject("status").putObject("connector").put("state", "RUNNING");
        return this;
    }

    /** Resolves placeholders in the name. */
    private void validate(HttpExchange exchange) throws IOException {
        JsonNode question = JSON.readTree(exchange.getRequestBody());
        String name = question.path("name").asText();
        for (Map.Entry<String, String> meaning : meanings.entrySet()) {
            name = name.replace(meaning.getKey(), meaning.getValue());
        }
        ObjectNode answer = JSON.createObjectNode();
        answer.putArray("configs")
                .addObject()
                .putObject("value")
                .put("name", "name")
                .put("value", name)
                .putArray("errors");
        answer(exchange, answer);
    }

    private static void answer(HttpExchange exchange, JsonNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
