package io.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class WorkerAddressTest {
    @Test
    void isWhatTheWorkerAdvertises() throws Exception {
        String host = InetAddress.getLocalHost().getHostAddress();

        assertAddress(Map.of(), host + ":8083", "http://localhost:8083");
        assertAddress(Map.of("listeners", "http://127.0.0.1:18083"), "127.0.0.1:18083", "http://127.0.0.1:18083");
        assertAddress(Map.of("listeners", "HTTP://0.0.0.0:8084"), "0.0.0.0:8084", "http://localhost:8084");
        assertAddress(Map.of("listeners", "https://:8443, http://:8083"), host + ":8083", "http://localhost:8083");
        assertAddress(
                Map.of("listeners", "http://:8083,https://connect-1:8443", "rest.advertised.listener", "https"),
                "connect-1:8443",
                "http://localhost:8083");
        assertAddress(
                Map.of(
                        "listeners",
                        "http://:8083",
                        "rest.advertised.host.name",
                        "connect-1.internal",
                        "rest.advertised.port",
                        "80"),
                "connect-1.internal:80",
                "http://localhost:8083");
        assertAddress(Map.of("listeners", "http://[::1]:8083"), "[::1]:8083", "http://[::1]:8083");
    }

    @Test
    void anotherUrlOfTheRestApiCanBeSet() {
        StatusConfig config = new StatusConfig(Map.of(
                "listeners", "https://:8443", "millrace.watchdog.rest.url", "https://admin:secret@connect-1:8443"));

        assertThat(config.worker().rest()).isEqualTo(URI.create("https://admin:secret@connect-1:8443"));
        assertThat(config.isWatchdogEnabled()).isTrue();
        assertThat(config.values().toString()).doesNotContain("secret");
        assertThatThrownBy(() -> new StatusConfig(Map.of("millrace.watchdog.rest.url", "admin:secret@connect-1")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("millrace.watchdog.rest.url must be a URL")
                .hasMessageNotContaining("secret");
    }

    private static void assertAddress(Map<String, String> worker, String id, String rest) {
        assertThat(WorkerAddress.of(worker)).isEqualTo(new WorkerAddress(id, URI.create(rest)));
    }
}
