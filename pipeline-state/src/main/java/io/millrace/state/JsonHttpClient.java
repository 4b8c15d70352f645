package io.millrace.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Sends requests to one server that answers with JSON. */
public final class JsonHttpClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** Connect gives up on a request after 90 s. */
    private static final Duration TIMEOUT = Duration.ofSeconds(100);

    private static final int SERVER_ERROR = 500;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;
    private final String url;
    private final Optional<String> authorization;

    /** @param url which may contain {@code user:password@} */
    public JsonHttpClient(String url) {
        this(HttpAddress.parse(url));
    }

    public JsonHttpClient(HttpAddress address) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT);
        address.trust().ifPresent(store -> builder.sslContext(store.context()));
        client = builder.build();
        url = address.url();
        authorization = address.login().map(HttpAddress.Login::authorization);
    }

    /** @param body a null node if the answer was empty */
    public record Answer(int status, JsonNode body) {}

    /** @throws StateException if the server does not answer, or not with JSON */
    public Answer call(String method, String path, String contentType, String body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .header("Content-Type", contentType)
                .method(method, HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        authorization.ifPresent(value -> request.header("Authorization", value));
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            String text = response.body();
            return new Answer(response.statusCode(), text.isBlank() ? JSON.nullNode() : JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw new StateException(method + " " + url + path + " was not answered with JSON: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new StateException(method + " " + url + path + " got no answer: " + reason(e), e);
        }
    }

    /** Why the server does not answer a GET within a limit; empty if it does, be it with a refusal. */
    CompletableFuture<Optional<String>> silence(Duration limit) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + "/")).timeout(limit);
        authorization.ifPresent(value -> request.header("Authorization", value));
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding())
                .handle((answer, failure) -> {
                    if (failure != null) {
                        return Optional.of(url + " does not answer: " + reason(failure));
                    }
                    return answer.statusCode() < SERVER_ERROR
                            ? Optional.empty()
                            : Optional.of(url + " answers with status " + answer.statusCode());
                });
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        return cause instanceof IOException e ? reason(e) : cause.toString();
    }

    /** Java gives no text if the name of the host is unknown or nothing listens at the port. */
    private static String reason(IOException e) {
        if (e instanceof ConnectException && e.getMessage() == null) {
            return e.getCause() instanceof ConnectException
                            && e.getCause().getCause() instanceof UnresolvedAddressException
                    ? "the host is unknown"
                    : "the connection was refused";
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** The server's address, without a login. */
    @Override
    public String toString() {
        return url;
    }
}
