package io.millrace.local.manticore;

import io.millrace.local.manticore.http.HttpHandler;
import io.millrace.local.manticore.http.HttpRequest;
import io.millrace.local.manticore.http.HttpResponse;
import io.millrace.local.manticore.json.Json;
import io.millrace.local.manticore.json.JsonSyntaxException;
import io.millrace.local.manticore.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** {@code /stand-in/faults}: faults for a stand-in in a process of its own. */
final class FaultsEndpoint implements HttpHandler {
    static final String PATH = "/stand-in/faults";

    private final Faults faults;

    FaultsEndpoint(Faults faults) {
        this.faults = faults;
    }

    @Override
    public HttpResponse handle(HttpRequest request) throws IOException {
        byte[] body = request.readBody();
        try {
            if (request.method().equals("DELETE")) {
                faults.clear();
            } else if (request.method().equals("POST")) {
                set(new Json().parse(body));
            }
        } catch (JsonSyntaxException | IllegalArgumentException e) {
            return Failures.plain(400, String.valueOf(e.getMessage()));
        }
        return HttpResponse.json(200, "{\"pending\":" + faults.pending() + "}");
    }

    private void set(JsonValue fault) {
        String kind = fault.member("kind").map(JsonValue::asText).orElse("");
        if (kind.equals("refuse")) {
            faults.refuseDocument(number(fault, "id"));
            return;
        }
        String path = fault.member("path").map(JsonValue::asText).orElse("/bulk");
        int times = fault.member("times").isPresent() ? (int) number(fault, "times") : 1;
        faults.set(path, times, fault(kind, fault));
    }

    private static Fault fault(String kind, JsonValue fault) {
        return switch (kind) {
            case "answer" -> answer((int) number(fault, "status"), fault.member("body"));
            case "hang_up" -> new Fault.HangUp(number(fault, "bytes"));
            case "lose_answer" -> new Fault.LoseAnswer();
            case "cut_body" -> new Fault.CutBody(number(fault, "bytes"));
            case "terminate" -> new Fault.Terminate(number(fault, "bytes"));
            case "delay" -> new Fault.Delay(Duration.ofMillis(number(fault, "ms")));
            default -> throw new IllegalArgumentException("There is no fault '" + kind + "'");
        };
    }

    private static Fault answer(int status, Optional<JsonValue> body) {
        return body.<Fault>map(text -> new Fault.Answer(status, text.asText()))
                .orElseGet(() -> new Fault.Answer(status));
    }

    private static long number(JsonValue fault, String name) {
        return fault.member(name)
                .filter(JsonValue::isInteger)
                .orElseThrow(() -> new IllegalArgumentException("The fault needs a number '" + name + "'"))
                .asLong();
    }
}
