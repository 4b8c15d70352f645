package io.millrace.command.rebuild;

import io.millrace.manticore.server.ManticoreSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The Manticore that the sink writes to, under the address that is reached from here. */
final class IndexAddress {
    private IndexAddress() {}

    /**
     * @param url with a login, if there is one
     * @param sink how the sink reaches it
     */
    static ManticoreSettings settings(URI url, ManticoreSettings sink) {
        return new ManticoreSettings(
                List.of(URI.create(url.toString().replaceFirst("//[^@/]*@", "//"))),
                login(url).or(sink::authorization),
                sink.trustStore(),
                sink.connectTimeout(),
                sink.requestTimeout());
    }

    private static Optional<String> login(URI url) {
        return Optional.ofNullable(url.getUserInfo())
                .map(login -> "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
    }
}
