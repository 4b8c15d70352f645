package io.millrace.local.manticore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The server that MILLRACE_MANTICORE_URL names, or else a stand-in, for all tests of a class. Tables whose names begin
 * with c_ are the tests' own: they are dropped before and after.
 */
final class ManticoreUnderTest implements BeforeAllCallback, AfterAllCallback {
    private Optional<ManticoreStandIn> standIn = Optional.empty();
    private String url = "";

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        url = Optional.ofNullable(System.getenv("MILLRACE_MANTICORE_URL")).orElse("");
        if (url.isEmpty()) {
            Path target = Files.createDirectories(Path.of("target"));
            ManticoreStandIn started = ManticoreStandIn.start(Files.createTempDirectory(target, "stand-in"), 0);
            standIn = Optional.of(started);
            url = started.url();
        }
        client().dropContractTables();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        client().dropContractTables();
        if (standIn.isPresent()) {
            standIn.get().close();
        }
    }

    String url() {
        return url;
    }

    ManticoreClient client() {
        return new ManticoreClient(url);
    }
}
