package io.millrace.local.manticore;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The server that MILLRACE_MANTICORE_URL names, or else a stand-in. */
final class ManticoreUnderTest implements AutoCloseable {
    private final String url;
    private final @Nullable ManticoreStandIn standIn;

    private ManticoreUnderTest(String url, @Nullable ManticoreStandIn standIn) {
        this.url = url;
        this.standIn = standIn;
    }

    static ManticoreUnderTest start(Path directory) throws IOException {
        String named = System.getenv("MILLRACE_MANTICORE_URL");
        if (named != null && !named.isEmpty()) {
            return new ManticoreUnderTest(named.replaceAll("/+$", ""), null);
        }
        ManticoreStandIn standIn = ManticoreStandIn.start(directory, 0);
        return new ManticoreUnderTest(standIn.url(), standIn);
    }

    String url() {
        return url;
    }

    ManticoreClient client() {
        return new ManticoreClient(url);
    }

    @Override
    public void close() throws IOException {
        if (standIn != null) {
            standIn.close();
        }
    }
}
