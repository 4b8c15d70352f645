package io.millrace.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The servers that a sink writes to, in the order of its configuration. All of them serve the same tables, so the first that
 * answers is used, as the sink does.
 */
public record ManticoreServers(List<HttpAddress> addresses) {
    /**
     * Which of the servers answer.
     *
     * @param answering in order; one that is the only one is among them without having been asked
     * @param away why each of the others does not answer, with its address
     */
    public record Answers(List<HttpAddress> answering, List<String> away) {
        /** @throws StateException if none answers */
        public HttpAddress first() {
            return answering.stream().findFirst().orElseThrow(() -> new StateException(String.join("; ", away)));
        }
    }

    /** @param url which may contain {@code user:password@}, percent-encoded */
    public static ManticoreServers parse(String url) {
        return new ManticoreServers(List.of(HttpAddress.parse(url)));
    }

    /**
     * Asks all servers at once.
     *
     * @param limit after which a server counts as away
     */
    public Answers ask(Duration limit) {
        if (addresses.size() == 1) {
            return new Answers(addresses, List.of());
        }
        Map<HttpAddress, CompletableFuture<Optional<String>>> asked = new LinkedHashMap<>();
        addresses.forEach(each -> asked.put(each, new JsonHttpClient(each).silence(limit)));
        List<HttpAddress> answering = new ArrayList<>();
        List<String> away = new ArrayList<>();
        asked.forEach((address, silence) ->
                silence.join().ifPresentOrElse(reason -> away.add(reason), () -> answering.add(address)));
        return new Answers(answering, away);
    }
}
