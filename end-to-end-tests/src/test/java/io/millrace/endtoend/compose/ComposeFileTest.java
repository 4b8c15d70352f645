package io.millrace.endtoend.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.local.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComposeFileTest {
    private static final Path PREPARE = Checkout.root().resolve("local-services/prepare.sh");
    private static final Pattern IMAGE = Pattern.compile("(?m)^(?:\\s*image:|FROM) (\\S+)");

    @Test
    void serversComeBackAndHaveALimitOfMemory() throws Exception {
        assertThat(ComposeFile.servers()).isNotEmpty().allSatisfy((name, server) -> {
            assertThat(server.path("restart").asText()).isEqualTo("unless-stopped");
            assertThat(server.path("mem_limit").asText()).matches("\\d+[mg]");
        });
        assertThat(ComposeFile.services())
                .allSatisfy((name, service) ->
                        assertThat(service.path("mem_limit").asText()).isNotEmpty());
    }

    /** Each is run every five seconds, for as long as its server runs. */
    @Test
    void healthChecksAskTheServerAndStartNoJvm() throws Exception {
        assertThat(ComposeFile.servers()).allSatisfy((name, server) -> {
            String test = server.at("/healthcheck/test").toString();
            assertThat(test).containsAnyOf("/dev/tcp/127.0.0.1/", "http://127.0.0.1:", "mysqladmin");
            assertThat(test).doesNotContain("java", ".sh", "cqlsh", "nodetool");
        });
    }

    /** A port may be open long before its server is of use. */
    @ParameterizedTest
    @CsvSource({
        "kafka, 9092, '', false",
        "kafka, 9092, 0000, true",
        "manticore, 9308, '', false",
        "manticore, 9308, HTTP/1.1 503 Service Unavailable, false",
        "manticore, 9308, HTTP/1.1 200 OK, true",
        "cassandra, 9042, '', false",
        "cassandra, 9042, \u0084, true"
    })
    void aServerIsHealthyWhenItAnswersAsOneThatIsReady(
            String service, int port, String answer, boolean healthy, @TempDir Path directory) throws Exception {
        JsonNode test =
                Objects.requireNonNull(ComposeFile.services().get(service)).at("/healthcheck/test");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> answerOnce(server, answer));
            String script = test.path(3)
                    .asText()
                    .replace("127.0.0.1/" + port, "127.0.0.1/" + server.getLocalPort())
                    .replace("$$", "$");

            ComposeProject.Result result = ComposeProject.run(directory, List.of("bash", "-c", script));

            answered.join();
            assertThat(result.exitCode() == 0).as(result.output()).isEqualTo(healthy);
        }
    }

    private static void answerOnce(ServerSocket server, String answer) {
        try (Socket client = server.accept()) {
            assertThat(client.getInputStream().read(new byte[1024])).isPositive();
            client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A search through all classes takes fifteen seconds of each start. */
    @Test
    void theWorkerFindsPluginsByTheirManifests() throws Exception {
        assertThat(Objects.requireNonNull(ComposeFile.services().get("connect"))
                        .at("/environment/CONNECT_PLUGIN_DISCOVERY")
                        .asText())
                .isEqualTo("service_load");
        assertThat(Checkout.root().resolve("connect-config/worker.properties"))
                .content()
                .contains("plugin.discovery=service_load");
    }

    @Test
    void portsArePublishedOnThisMachineOnly() throws Exception {
        assertThat(ComposeFile.services())
                .allSatisfy((name, service) -> assertThat(ComposeFile.elements(service, "ports"))
                        .allSatisfy(port -> assertThat(port.asText()).startsWith("127.0.0.1:")));
    }

    /** Else a file that is not there becomes a folder that belongs to root. */
    @Test
    void noFolderIsMadeForAFileThatIsNotThere() throws Exception {
        assertThat(ComposeFile.services())
                .allSatisfy((name, service) -> assertThat(ComposeFile.elements(service, "volumes"))
                        .filteredOn(
                                volume -> !volume.isTextual() || volume.asText().startsWith("."))
                        .allSatisfy(bind -> assertThat(
                                        bind.at("/bind/create_host_path").toString())
                                .isEqualTo("false")));
    }

    @Test
    void serversCanReadTheirConfigurationsAsUsersOfTheirOwn() throws Exception {
        assertThat(ComposeFile.services())
                .allSatisfy((name, service) -> assertThat(ComposeFile.elements(service, "configs"))
                        .allSatisfy(config ->
                                assertThat(config.path("mode").asInt()).isEqualTo(0444)));
    }

    /** An engine that does not run as root cannot raise them. */
    @Test
    void noServiceRaisesALimitOfTheSystem() throws Exception {
        assertThat(ComposeFile.services())
                .allSatisfy(
                        (name, service) -> assertThat(service.has("ulimits")).isFalse());
    }

    @Test
    void everyImageHasAWholeVersion() throws Exception {
        assertThat(ComposeFile.services())
                .allSatisfy((name, service) ->
                        assertThat(service.path("image").asText()).matches("[a-z./-]+:v?\\d+\\.\\d+\\.\\d+[\\w.-]*"));
    }

    @Test
    void serversHaveTheVersionsThatTheTestsRun() throws Exception {
        assertThat(image("kafka")).endsWith(':' + version("kafka"));
        assertThat(image("connect")).endsWith(':' + version("debezium"));
        assertThat(image("cassandra")).endsWith(':' + version("cassandra"));
    }

    @Test
    void otherFilesUseTheSameImages() throws Exception {
        Set<String> images = images(ComposeFile.PATH);
        for (String file : List.of("cassandra-snapshot-task/Dockerfile", "deploy/kubernetes/Dockerfile")) {
            for (String image : images(Checkout.root().resolve(file))) {
                String name = image.substring(0, image.indexOf(':') + 1);
                assertThat(images)
                        .as(file)
                        .filteredOn(each -> each.startsWith(name))
                        .isSubsetOf(image);
            }
        }
    }

    /** The quickstart then starts processes. */
    @ParameterizedTest
    @CsvSource({"v2.23.1, 0", "2.40.3-3, 0", "2.23.0, 1", "1.29.2, 1"})
    void anOlderComposeIsNotUsedAndSaysSo(String version, int exitCode, @TempDir Path directory) throws Exception {
        Path docker = Files.writeString(directory.resolve("docker"), """
                #!/bin/sh
                [ "$1 $2 $3" != "compose version --short" ] || echo %s
                """.formatted(version));
        assertThat(docker.toFile().setExecutable(true)).isTrue();

        ComposeProject.Result result = ComposeProject.run(
                directory, List.of("bash", "-c", "PATH=$PWD:$PATH; . \"$0\"; use_containers", PREPARE.toString()));

        assertThat(result.exitCode()).isEqualTo(exitCode);
        assertThat(result.output().contains("2.23.1 or later is needed")).isEqualTo(exitCode != 0);
    }

    /** Its comment and the quickstart name the same. */
    @Test
    void theLeastVersionOfComposeIsSaid() throws Exception {
        assertThat(ComposeFile.PATH).content().contains("Needs Docker Compose 2.23.1 or later");
        assertThat(PREPARE).content().contains("least=2.23.1 ");
    }

    private static String image(String service) throws IOException {
        return Objects.requireNonNull(ComposeFile.services().get(service))
                .path("image")
                .asText();
    }

    private static String version(String name) throws IOException {
        String pom = Files.readString(Checkout.root().resolve("pom.xml"));
        Matcher version = Pattern.compile("<" + name + "\\.version>([^<]+)<").matcher(pom);
        assertThat(version.find()).as(name).isTrue();
        return version.group(1);
    }

    private static Set<String> images(Path file) throws IOException {
        Set<String> images = new TreeSet<>();
        Matcher image = IMAGE.matcher(Files.readString(file));
        while (image.find()) {
            images.add(image.group(1));
        }
        return images;
    }
}
