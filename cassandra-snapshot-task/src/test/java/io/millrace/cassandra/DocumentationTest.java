package io.millrace.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.Checkout;
import java.nio.file.Files;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DocumentationTest {
    @Test
    void thePageListsEverySetting() throws Exception {
        String table = SnapshotSetting.all().stream()
                .filter(setting -> !setting.key().startsWith("nats.") || setting.equals(SnapshotSetting.STREAM))
                .map(setting -> "| `%s` | %s | %s |"
                        .formatted(
                                setting.key(),
                                setting.defaultValue() == null ? "" : "`" + setting.defaultValue() + "`",
                                setting.documentation()))
                .collect(Collectors.joining("\n"));

        assertThat(Files.readString(Checkout.root().resolve("docs/cassandra-snapshot.md")))
                .contains(table);
    }
}
