package io.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.millrace.state.snapshot.PipelineSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.WebDriverException;

/** The page in a real browser, with its own files and a status that is made up. StatusIT shows a real pipeline. */
class StatusPageIT {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String MARKUP = "<img src=x onerror=\"document.title='broken'\"><b>&amp;</b>";

    @TempDir
    private static Path directory;

    private static FakeWorker worker;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> chromium = Browser.program("chromium");
        Optional<Path> driver = Browser.program("chromedriver");
        assumeThat(chromium.isPresent() && driver.isPresent())
                .as("chromium and chromedriver are installed")
                .isTrue();
        worker = new FakeWorker(StatusPageIT::running);
        browser = new Browser(chromium.get(), driver.get(), directory.resolve("profile"));
        browser.screen(1280, 900, "light");
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (worker != null) {
            worker.close();
        }
    }

    @AfterEach
    void nothingWasComplainedOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aRunningPipelineIsShownLive() {
        AtomicLong passed = new AtomicLong(100_000);
        Instant start = Instant.now();
        AtomicLong seconds = new AtomicLong();
        show(() -> Snapshots.well(
                start.plusSeconds(2 * seconds.incrementAndGet()), passed.addAndGet(500 + 40 * (seconds.get() % 4))));

        awaitText("#summary", "All is well.");
        assertThat(browser.text("#pipeline"))
                .containsSubsequence(
                        "MySQL",
                        "mysql-source",
                        "running, 1 of 1 task",
                        "Kafka",
                        "nats-bridge",
                        "running, 2 of 2 tasks",
                        "Waiting",
                        "64 events",
                        "NATS JetStream",
                        "manticore-sink",
                        "32 events",
                        "Manticore");
        assertThat(browser.text("#tables"))
                .containsSubsequence("shop.orders", "active", "1,284,311", "3 s ago", "equal 40 s ago");
        assertThat(browser.script(
                        "document.querySelector('#outages').hidden && document.querySelector('#letters').hidden"))
                .isEqualTo(true);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(browser.text("#pipeline")).containsPattern("Throughput\\s+2[5-9]\\d|3[0-1]\\d/s");
            assertThat(browser.text("#pipeline")).contains("Commit to searchable: 0.1 s");
        });
        await().atMost(PATIENCE).until(() -> worker.asked() > 5);
        browser.screen(1280, height(), "light");
        browser.screenshot(SCREENSHOTS.resolve("running.png"));
        browser.screen(1280, 900, "light");
    }

    @Test
    void aPausedConnectorSaysWhatToDo() {
        show(() -> Snapshots.paused(Instant.now()));

        awaitText("#summary", "Something needs a person.");
        assertThat(browser.text("#pipeline"))
                .contains(
                        "paused, 0 of 1 task",
                        "48,211 events",
                        "12 min",
                        "To do: curl -X PUT http://connect-1:8083/connectors/manticore-sink/resume");
        assertThat(browser.script("document.title")).isEqualTo("(!) Millrace");
        browser.screenshot(SCREENSHOTS.resolve("paused.png"));
    }

    @Test
    void whatIsIllComesWithTheReasonAndWhatToDo() {
        show(() -> Snapshots.ill(Instant.now(), ""));

        awaitText("#summary", "Something needs a person.");
        assertThat(browser.text("#outages")).contains("NATS", "refused", "To do: Start NATS");
        assertThat(browser.text("#pipeline"))
                .contains(
                        "running, 1 of 2 tasks",
                        "Task 1: The record's bytes are not a change event",
                        "nats-bridge/restart?includeTasks=true&onlyFailed=true",
                        "NATS does not answer");
        // What needs a person comes first.
        assertThat(browser.text("#tables"))
                .containsSubsequence(
                        "shop.prices",
                        "set aside",
                        "decimal(65,30) does not fit",
                        "unknown",
                        "2 h ago",
                        "not compared 116 min ago",
                        "Manticore refused the connection",
                        "shop.products",
                        "2 differences 6 min ago",
                        "To do: ./millrace audit shop.products --repair",
                        "shop.orders",
                        "to be audited",
                        "A partition was dropped",
                        "Last audit: equal 40 s ago",
                        "./millrace audit shop.orders",
                        "shop.customers");
        assertThat(browser.text("#letters"))
                .containsSubsequence("4 of manticore-sink", "3 × Text for a number", "1 × No key", "dead-letters list");
        browser.screenshot(SCREENSHOTS.resolve("ill.png"));
    }

    @Test
    void aServerThatWasNotAskedIsToldFromOneThatDoesNotAnswer() {
        show(() -> Snapshots.unasked(Instant.now()));

        awaitText("#outages", "Not seen from here");
        assertThat(browser.text("#outages")).contains("${vault:manticore:token}", "To do: Let one of Kafka's");
        assertThat(browser.text("#pipeline")).contains("not seen from here").doesNotContain("does not answer");
    }

    @Test
    void namesAndMessagesAreNeverMarkup() {
        show(() -> Snapshots.ill(Instant.now(), MARKUP));

        awaitText("#tables tbody tr:first-child", "shop.prices" + MARKUP);
        assertThat(browser.text("#outages")).contains(MARKUP);
        assertThat(browser.text("#pipeline")).contains(MARKUP);
        assertThat(browser.text("#letters")).contains(MARKUP);
        assertThat(browser.script("document.querySelectorAll('main img, main b').length"))
                .isEqualTo(0L);
        assertThat(browser.script("document.title")).isEqualTo("(!) Millrace");
    }

    @ParameterizedTest
    @CsvSource({
        "running, 390, light",
        "running, 390, dark",
        "ill, 390, dark",
        "ill, 320, light",
        "ill, 1280, dark",
        "running, 1280, dark"
    })
    void fitsEveryScreenInBothColours(String status, int width, String colours) {
        browser.screen(width, 900, colours);
        show(status.equals("ill") ? () -> Snapshots.ill(Instant.now(), "") : StatusPageIT::running);

        awaitText("#tables", "shop.orders");
        assertThat(browser.script("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .as("what has to be scrolled sideways")
                .isEqualTo(0L);
        assertThat(browser.script("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo(colours.equals("dark") ? "rgb(18, 23, 30)" : "rgb(246, 247, 249)");
        assertThat(contrasts())
                .as("contrast of texts with what is behind them")
                .allSatisfy(each -> assertThat(((Number) each).doubleValue()).isGreaterThanOrEqualTo(4.5));
        browser.screen(width, height(), colours);
        browser.screenshot(SCREENSHOTS.resolve(status + "-" + width + "-" + colours + ".png"));
        browser.screen(1280, 900, "light");
    }

    @Test
    void aReaderKeepsHisPlaceWhileFiguresChange() {
        show(StatusPageIT::running);
        awaitText("#tables", "shop.orders");
        browser.script("window.kept = [...document.querySelectorAll('main *')]");
        worker.answers(() -> Snapshots.well(Instant.now(), 7));

        await().atMost(PATIENCE).until(() -> worker.asked() > 2);
        assertThat(browser.script("window.kept.filter((each) => !each.isConnected).length"))
                .isEqualTo(0L);
    }

    @Test
    void whatAReaderOfTheScreenNeedsIsThere() {
        show(StatusPageIT::running);
        awaitText("#summary", "All is well.");

        assertThat(browser.script("document.querySelectorAll('header, main, footer, h1').length"))
                .isEqualTo(4L);
        assertThat(browser.script("document.querySelector('#summary').getAttribute('aria-live')"))
                .isEqualTo("polite");
        browser.key("\t");
        assertThat(browser.script("document.activeElement.textContent")).isEqualTo("JSON");
    }

    @Test
    void aWorkerThatIsAwayIsToldFromAPipelineThatIsWell() throws Exception {
        FakeWorker second = new FakeWorker(StatusPageIT::running);
        browser.open(second.url());
        awaitText("#summary", "All is well.");
        second.close();

        awaitText("#summary", "The worker does not answer; what you see is old.");
        assertThat(browser.text("#tables")).contains("shop.orders");
        browser.open("about:blank");
        // Chromium itself complains of each refused connection.
        assertThat(browser.complaints()).allSatisfy(each -> assertThat(each).contains("ERR_CONNECTION_REFUSED"));
    }

    private static PipelineSnapshot running() {
        return Snapshots.well(Instant.now(), 1000);
    }

    /** Of the whole page, without what a high screen leaves empty. */
    private static int height() {
        return ((Number) browser.script("Math.ceil(document.body.getBoundingClientRect().height)")).intValue();
    }

    private static void show(Supplier<PipelineSnapshot> status) {
        worker.answers(status);
        browser.open(worker.url());
    }

    private static void awaitText(String selector, String text) {
        await().atMost(PATIENCE)
                // There are no rows before the first answer, and others with each.
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .untilAsserted(() -> assertThat(browser.text(selector)).contains(text));
    }

    /** As the Web Content Accessibility Guidelines define it. */
    private static List<?> contrasts() {
        return (List<?>) browser.script("""
                (() => {
                  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
                  const light = (colour) => {
                    const [r, g, b] = rgb(colour).map((each) => each / 255)
                      .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
                    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                  };
                  const ground = (each) => {
                    const colour = getComputedStyle(each).backgroundColor;
                    return colour === 'rgba(0, 0, 0, 0)' ? ground(each.parentElement) : colour;
                  };
                  return [...document.querySelectorAll('body *')]
                    .filter((each) => each.checkVisibility() && [...each.childNodes].some((child) => child.nodeType === 3 && child.data.trim()))
                    .map((each) => [light(getComputedStyle(each).color), light(ground(each))])
                    .map(([one, other]) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05));
                })()
                """.strip());
    }
}
