package io.millrace.command.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.command.console.CommandException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ServiceAddressesTest {
    private final ServiceAddresses addresses = new ServiceAddresses(Map.of());

    @ParameterizedTest
    @ValueSource(strings = {"connect:8083", "user:secret@connect", "http://", "http:// connect"})
    void addressThatIsNoUrlIsRefusedWithItsOption(String url) {
        new CommandLine(addresses).parseArgs("--connect-url", url);

        assertThatThrownBy(addresses::connectUrl)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("--connect-url")
                .hasMessageContaining("http://host:port")
                .hasMessageNotContaining("secret");
    }

    @Test
    void addressMayContainALogin() {
        new CommandLine(addresses).parseArgs("--connect-url", "https://user:secret@connect:8083/");

        assertThat(addresses.connectUrl()).isEqualTo("https://user:secret@connect:8083/");
    }
}
