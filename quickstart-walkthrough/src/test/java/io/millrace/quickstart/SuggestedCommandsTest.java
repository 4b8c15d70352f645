package io.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.ManticoreHttp;
import io.millrace.quickstart.SuggestedCommands.Suggestion;
import io.millrace.standin.ManticoreStandIn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuggestedCommandsTest {
    private static final Pattern CURL = Pattern.compile("curl -s '?(http://[^/ ]+)(/[^' ]+)'? -d '([^']+)'");

    @TempDir
    Path directory;

    private ManticoreStandIn manticore;
    private List<Suggestion> marked;
    private List<Suggestion> unmarked;
    private Suggestion deletion;

    @BeforeEach
    void start() throws IOException {
        manticore = ManticoreStandIn.start(directory, 0);
        ManticoreHttp http = new ManticoreHttp(manticore.url());
        assertThat(http.sql("CREATE TABLE products (title text, description text, row_key string, event_id bigint)")
                        .status())
                .isEqualTo(200);
        String document = "{\"replace\":{\"table\":\"products\",\"id\":3,\"doc\":"
                + "{\"title\":\"Quiet oak lamp\",\"description\":\"Hums on its workshop bench\",\"row_key\":\"3\",\"event_id\":1}}}\n";
        assertThat(http.post("/bulk", "application/x-ndjson", document).status())
                .isEqualTo(200);
        SuggestedCommands commands =
                new SuggestedCommands(manticore.url(), "http://connect", "./services sql", "mysql://root:x@mysql:3306");
        List<Suggestion> searches = commands.searches().stream()
                .filter(suggestion -> suggestion.text().contains(manticore.url()))
                .toList();
        marked = searches.stream().filter(Suggestion::needsManticore).toList();
        unmarked = searches.stream()
                .filter(suggestion -> !suggestion.needsManticore())
                .toList();
        deletion = commands.repair().get(0);
    }

    @AfterEach
    void stop() throws IOException {
        manticore.close();
    }

    @Test
    void theStandInServesEachCommandThatIsNotMarked() throws IOException {
        assertThat(unmarked).isNotEmpty();
        for (Suggestion suggestion : unmarked) {
            ManticoreHttp.Answer answer = run(suggestion);
            assertThat(answer.status()).as(suggestion.text()).isEqualTo(200);
            assertThat(answer.body()).contains("Quiet oak lamp");
        }
    }

    @Test
    void theStandInLosesTheRowThatTheAuditThenFinds() throws IOException {
        assertThat(run(deletion).status()).isEqualTo(200);
        assertThat(new ManticoreHttp(manticore.url())
                        .sql("SELECT COUNT(*) FROM products")
                        .body())
                .contains("\"count(*)\":0");
    }

    @Test
    void theStandInRefusesEachMarkedCommand() throws IOException {
        assertThat(marked).isNotEmpty();
        for (Suggestion suggestion : marked) {
            assertThat(run(suggestion).status()).as(suggestion.text()).isNotEqualTo(200);
        }
    }

    /** As curl sends it: a form, unless told otherwise. */
    private static ManticoreHttp.Answer run(Suggestion suggestion) throws IOException {
        Matcher curl = CURL.matcher(suggestion.text());
        assertThat(curl.matches()).as(suggestion.text()).isTrue();
        return new ManticoreHttp(curl.group(1)).post(curl.group(2), "application/x-www-form-urlencoded", curl.group(3));
    }
}
