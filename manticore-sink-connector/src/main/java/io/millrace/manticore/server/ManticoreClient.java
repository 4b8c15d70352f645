package io.millrace.manticore.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.manticore.document.IndexFaultException;
import io.millrace.manticore.document.IndexUnavailableException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.HttpClientResponseHandler;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.Timeout;

/**
 * The part of Manticore's HTTP API that this connector needs. Thread-safe. It decides by the status and the fields of
 * an answer, never by the text of a message. After a failed request the next one goes to
 * the next URL; after a bulk request only if the server does not answer another one either.
 */
public final class ManticoreClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ManticoreSettings settings;
    private final CloseableHttpClient http;
    private final AtomicInteger endpoint = new AtomicInteger();

    public ManticoreClient(ManticoreSettings settings) {
        this.settings = settings;
        this.http = HttpClients.create(settings);
    }

    /** Sends lines; the answer is {@link BulkAnswer.Accepted} only when the server says that it read every one. */
    public BulkAnswer bulk(BulkBody body) {
        URI asked = endpoint();
        ServerAnswer answer;
        try {
            answer = sendOnce(post("/bulk", body));
        } catch (SocketTimeoutException e) {
            // The server may carry it out later, so sending it again, here or elsewhere, proves nothing now.
            moveOn(endpoint.get());
            throw new IndexUnavailableException(describe(asked, e), e);
        } catch (IOException e) {
            // The server answers a bad line before it has read the rest, then closes: the answer is often lost.
            return new BulkAnswer.Unclear(describe(asked, e));
        }
        requireAccess(answer);
        if (!answer.json().path("errors").isBoolean()) {
            return new BulkAnswer.Unclear(answer.toString());
        }
        int line = answer.json().path("current_line").asInt(-1);
        boolean errors = answer.json().path("errors").asBoolean();
        if (answer.status() == HttpStatus.SC_OK
                && !errors
                && line == body.lineCount() + 1
                && answer.error().isEmpty()) {
            return new BulkAnswer.Accepted();
        }
        boolean refused = answer.status() == HttpStatus.SC_BAD_REQUEST
                || answer.status() == HttpStatus.SC_CONFLICT
                || answer.status() == HttpStatus.SC_INTERNAL_SERVER_ERROR;
        if (refused && errors && line >= 1 && line <= body.lineCount()) {
            return new BulkAnswer.RefusedAt(line, answer.error());
        }
        return new BulkAnswer.Unclear(answer.toString());
    }

    /**
     * Runs one statement and returns its result set.
     *
     * @throws StatementRefusedException when the server answers with an error
     * @throws IndexUnavailableException when there is no answer or only part of one
     */
    public JsonNode sql(String statement) {
        URI asked = endpoint();
        ServerAnswer answer;
        try {
            answer = send(post("/sql?mode=raw", statement(statement)));
        } catch (IOException e) {
            throw new IndexUnavailableException(describe(asked, e), e);
        }
        requireAccess(answer);
        JsonNode result = answer.json().path(0);
        if (answer.status() == HttpStatus.SC_OK && result.path("total").isNumber()) {
            String complaint =
                    result.path("error").asText() + result.path("warning").asText();
            // With a warning, the answer of a search may be incomplete.
            if (!complaint.isEmpty()) {
                throw incomplete(complaint);
            }
            return result;
        }
        throw refused(answer);
    }

    private static HttpEntity statement(String statement) {
        return new ByteArrayEntity(StatementForm.of(statement), ContentType.APPLICATION_FORM_URLENCODED);
    }

    private IndexUnavailableException incomplete(String complaint) {
        return new IndexUnavailableException(endpoint() + " answered only in part: " + complaint);
    }

    private RuntimeException refused(ServerAnswer answer) {
        requireAccess(answer);
        boolean overloaded = answer.status() == HttpStatus.SC_SERVICE_UNAVAILABLE;
        // Without connections left, it says nothing about the statement.
        return !overloaded && answer.status() < 600 && !answer.error().isEmpty()
                ? new StatementRefusedException(answer.error())
                : new IndexUnavailableException(answer.toString());
    }

    /**
     * Runs a SELECT and reads its rows one by one, so that a large answer is never in memory as a whole.
     *
     * @throws StatementRefusedException when the server answers with an error
     * @throws IndexUnavailableException when there is no answer or only part of one
     */
    public <T> List<T> select(String statement, RowReader<T> reader) {
        HttpPost request = post("/sql?mode=raw", statement(statement));
        ResultSetReader<T> result = new ResultSetReader<>(reader);
        int used = endpoint.get();
        URI asked = endpoint();
        Optional<ServerAnswer> refusal;
        try {
            refusal = execute(request, response -> read(response, result));
        } catch (JsonProcessingException e) {
            throw new IndexUnavailableException(
                    endpoint() + " answered with what is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            moveOn(used);
            throw new IndexUnavailableException(describe(asked, e), e);
        }
        if (refusal.isPresent()) {
            throw refused(refusal.get());
        }
        if (!result.complaint().isEmpty()) {
            throw incomplete(result.complaint());
        }
        if (!result.isWhole()) {
            throw new IndexUnavailableException(endpoint() + " answered only in part");
        }
        return result.rows();
    }

    /** Reads the rows, or returns the answer that is none. */
    private <T> Optional<ServerAnswer> read(ClassicHttpResponse response, ResultSetReader<T> result)
            throws IOException {
        if (response.getCode() != HttpStatus.SC_OK || response.getEntity() == null) {
            return Optional.of(read(response));
        }
        result.read(response.getEntity().getContent());
        return Optional.empty();
    }

    /** The process that answers now. */
    public ManticoreProcess process() {
        URI asked = endpoint();
        long pid;
        long uptime;
        try {
            pid = number(sql("SHOW SETTINGS"), "worker_pid");
            uptime = number(sql("SHOW STATUS LIKE 'uptime'"), "uptime");
        } catch (StatementRefusedException e) {
            throw new IndexUnavailableException(asked + " does not say which process it is: " + e.getMessage(), e);
        }
        if (!asked.equals(endpoint())) {
            throw new IndexUnavailableException(asked + " was given up while it was asked which process it is");
        }
        return ManticoreProcess.of(asked, pid, Duration.ofSeconds(uptime));
    }

    private static long number(JsonNode answer, String name) {
        for (JsonNode row : answer.path("data")) {
            Iterator<JsonNode> values = row.elements();
            if (values.hasNext() && values.next().asText().equals(name) && values.hasNext()) {
                return values.next().asLong();
            }
        }
        return 0;
    }

    /** The one to which requests go now. */
    public URI endpoint() {
        return settings.urls().get(Math.floorMod(endpoint.get(), settings.urls().size()));
    }

    /** Whether the server that was asked last answers and works. */
    public boolean healthy() {
        int used = endpoint.get();
        HttpGet request = new HttpGet(endpoint().resolve("/"));
        // Nothing but a hanging server takes longer to say so.
        Timeout limit = Timeout.of(settings.connectTimeout());
        request.setConfig(RequestConfig.custom()
                .setResponseTimeout(limit)
                .setConnectionRequestTimeout(limit)
                .build());
        try {
            boolean well = send(request).status() == HttpStatus.SC_OK;
            if (!well) {
                moveOn(used);
            }
            return well;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return settings.toString();
    }

    @Override
    public void close() {
        http.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE);
    }

    private HttpPost post(String path, HttpEntity body) {
        HttpPost request = new HttpPost(endpoint().resolve(path));
        request.setEntity(body);
        return request;
    }

    /** After a failure the next request goes to the next URL. */
    private ServerAnswer send(HttpUriRequestBase request) throws IOException {
        int used = endpoint.get();
        try {
            return sendOnce(request);
        } catch (IOException e) {
            moveOn(used);
            throw e;
        }
    }

    private ServerAnswer sendOnce(HttpUriRequestBase request) throws IOException {
        return execute(request, this::read);
    }

    private <T> T execute(HttpUriRequestBase request, HttpClientResponseHandler<T> handler) throws IOException {
        settings.authorization().ifPresent(value -> request.setHeader(HttpHeaders.AUTHORIZATION, value));
        return http.execute(request, handler);
    }

    /** To the next URL, unless another thread has done so already. */
    private void moveOn(int used) {
        endpoint.compareAndSet(used, used + 1);
    }

    private ServerAnswer read(ClassicHttpResponse response) throws IOException {
        byte[] body = response.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(response.getEntity());
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            json = JSON.missingNode();
        }
        return new ServerAnswer(endpoint(), response.getCode(), json);
    }

    private void requireAccess(ServerAnswer answer) {
        if (answer.status() == HttpStatus.SC_UNAUTHORIZED || answer.status() == HttpStatus.SC_FORBIDDEN) {
            throw new IndexFaultException(answer + "; check manticore.user, manticore.password and manticore.token,"
                    + " and that the user may read, write and change the schema");
        }
    }

    /** The messages of these exceptions alone often do not make sense. */
    private static String describe(URI server, IOException e) {
        if (e instanceof UnknownHostException) {
            return server + " cannot be reached: its host name is unknown";
        }
        if (e instanceof ConnectException || e instanceof ConnectTimeoutException) {
            return server + " cannot be reached: " + e.getMessage();
        }
        return e instanceof SocketTimeoutException
                ? server + " did not answer in time"
                : server + " did not answer: " + e.getMessage();
    }

    private record ServerAnswer(URI endpoint, int status, JsonNode json) {
        /** Manticore gives an error as text or as an object with a reason; empty when there is none. */
        String error() {
            JsonNode error = json.path("error");
            return error.isObject() ? error.path("reason").asText() : error.asText();
        }

        @Override
        public String toString() {
            return endpoint + " answered with status " + status + (error().isEmpty() ? "" : ": " + error());
        }
    }
}
