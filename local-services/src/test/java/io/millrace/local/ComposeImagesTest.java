package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ComposeImagesTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void everyServiceHasAPinnedImage(Service service) {
        assertThat(ComposeImages.ofThisCheckout().imageOf(service)).matches("[a-z./-]+:\\d+\\.\\d+\\.\\d+[\\w.-]*");
    }

    @Test
    void serviceWithoutAnImageIsAnError() throws Exception {
        Path file = Files.writeString(directory.resolve("docker-compose.yml"), """
                services:
                  kafka:
                    environment:
                      image: nothing
                """);
        assertThatThrownBy(() -> new ComposeImages(file).imageOf(Service.KAFKA)).hasMessageContaining("kafka");
    }
}
