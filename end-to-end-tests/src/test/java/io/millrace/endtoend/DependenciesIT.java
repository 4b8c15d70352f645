package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.Checkout;
import io.millrace.local.Directories;
import io.millrace.local.PluginFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the plug-ins consist of, and that the build refuses what vulnerable-versions.xml lists. */
final class DependenciesIT {
    private static final Pattern ENTRY =
            Pattern.compile("<exclude>([^:<]+:[^:<]+)(?::([^<]+))?</exclude> *(?:<!--(.*?)-->)?");
    private static final Pattern ADVISORY = Pattern.compile("GHSA(-[0-9a-z]{4}){3}|CVE-\\d{4}-\\d{4,}");
    private static final Pattern LOWER_BOUND = Pattern.compile("\\[([^,]+),.*");
    /** A worker brings them, so a zip leaves them out. */
    private static final Set<String> OF_THE_WORKER = Set.of(
            "connect-api", "kafka-clients", "slf4j-api", "jakarta.ws.rs-api", "zstd-jni", "lz4-java", "snappy-java");

    @ParameterizedTest
    @ValueSource(strings = {"nats-bridge-connector", "manticore-sink-connector", "status-extension", "index-audit"})
    void theBillOfMaterialsOfAPluginNamesWhatItsZipContains(String module) throws IOException {
        assumeThat(System.getProperty("millrace.maven.mode"))
                .as("CycloneDX does nothing when Maven is offline")
                .isNotEqualTo("offline=true");
        try (ZipFile zip = new ZipFile(PluginFolder.builtZip(module).toFile())) {
            Set<String> jars = new TreeSet<>();
            zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".jar"))
                    .forEach(name -> jars.add(name.substring(name.lastIndexOf('/') + 1)));
            ZipEntry entry = zip.stream()
                    .filter(each -> each.getName().endsWith("/" + module + ".cdx.json"))
                    .findAny()
                    .orElseThrow(() -> new AssertionError("No bill of materials among " + jars));
            JsonNode bill = new ObjectMapper().readTree(zip.getInputStream(entry));

            assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
            // The same build makes the same file.
            assertThat(bill.has("serialNumber")).isFalse();
            assertThat(bill.path("metadata").has("timestamp")).isFalse();
            assertNames(bill, module, jars);
        }
    }

    /** As Confluent Hub and Strimzi unpack them: one folder, the jars in lib. */
    @ParameterizedTest
    @CsvSource({
        "nats-bridge-connector, sink, nats-bridge.json",
        "manticore-sink-connector, source, manticore-sink.json",
        "index-audit, source, index-audit.json",
        "status-extension, , worker.properties"
    })
    void zipIsLaidOutAsConfluentHubAsksFor(String module, @Nullable String type, String example) throws IOException {
        Path built = PluginFolder.builtZip(module);
        String folder = built.getFileName().toString().replace(".zip", "/");
        try (ZipFile zip = new ZipFile(built.toFile())) {
            Set<String> files = zip.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .collect(Collectors.toSet());

            assertThat(folder).matches("millrace-" + module + "-\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?/");
            assertThat(files)
                    .contains(folder + "doc/LICENSE", folder + "doc/CHANGELOG.md", folder + "etc/" + example)
                    .allMatch(file -> file.matches(folder + "((lib/[^/]+\\.jar)|((doc|etc)/[^/]+)|manifest\\.json)"))
                    .anyMatch(file -> file.startsWith(folder + "lib/" + module + "-"));
            ZipEntry manifest = zip.getEntry(folder + "manifest.json");
            if (type == null) {
                assertThat(manifest).isNull();
            } else {
                assertManifest(new ObjectMapper().readTree(zip.getInputStream(manifest)), module, type, folder);
            }
        }
    }

    private static void assertManifest(JsonNode manifest, String module, String type, String folder) {
        assertThat(manifest.path("owner").path("username").asText()).isEqualTo("millrace");
        assertThat(manifest.path("name").asText()).isEqualTo(module);
        assertThat("millrace-" + module + '-' + manifest.path("version").asText() + '/')
                .isEqualTo(folder);
        assertThat(manifest.path("component_types").get(0).asText()).isEqualTo(type);
        assertThat(manifest.path("license").get(0).path("name").asText()).isEqualTo("Apache License 2.0");
        assertThat(manifest.path("release_date").asText()).matches("20\\d\\d-\\d\\d-\\d\\d");
        for (String text : List.of("title", "description")) {
            assertThat(manifest.path(text).asText()).as(text).isNotEmpty().doesNotContain("${");
        }
    }

    private static void assertNames(JsonNode bill, String module, Set<String> jars) {
        Set<String> named = new TreeSet<>(Set.of(jar(bill.path("metadata").path("component"))));
        bill.path("components").forEach(component -> {
            assertThat(component.path("purl").asText()).startsWith("pkg:maven/");
            named.add(jar(component));
        });
        if (module.equals("index-audit")) {
            // In a jar of its own there, without the files that announce them.
            jars.removeIf(jar -> jar.endsWith("-libraries.jar"));
            named.removeIf(
                    jar -> jar.matches("(debezium|nats-bridge-connector|manticore-sink-connector|mysql-binlog).*"));
        }
        named.removeIf(jar -> OF_THE_WORKER.stream().anyMatch(jar::startsWith));
        assertThat(named).isEqualTo(jars);
    }

    private static String jar(JsonNode component) {
        return component.path("name").asText() + '-' + component.path("version").asText() + ".jar";
    }

    @Test
    void everyVulnerableVersionHasItsAdvisory() throws IOException {
        Matcher entries = ENTRY.matcher(vulnerableVersions());
        int count = 0;
        while (entries.find()) {
            count++;
            assertThat(entries.group(3)).as(entries.group(1)).isNotNull().containsPattern(ADVISORY);
        }
        assertThat(vulnerableVersions().split("<exclude>", -1).length - 1)
                .as("entries, one a line")
                .isEqualTo(count);
        assertThat(vulnerableVersions()).containsPattern("as of 20\\d\\d-\\d\\d-\\d\\d");
    }

    /** A program of this project with one forbidden version of everything that the file names. */
    @Test
    void theBuildFailsOnEachVulnerableVersion() throws Exception {
        TreeMap<String, String> planted = new TreeMap<>();
        Matcher entries = ENTRY.matcher(vulnerableVersions());
        while (entries.find()) {
            planted.putIfAbsent(entries.group(1), versionIn(entries.group(2)));
        }
        Path directory = Path.of("target/dependencies-it");
        Directories.delete(directory);
        writeProjects(directory, planted);

        String output = validate(directory);

        assertThat(planted).isNotEmpty();
        planted.forEach((name, version) -> assertThat(output)
                .contains(name + ":jar:" + version + " <--- banned")
                .contains("vulnerable-versions.xml names the advisory"));
    }

    private static String versionIn(String range) {
        Matcher bound = LOWER_BOUND.matcher(range == null ? "" : range);
        return bound.matches() ? bound.group(1) : "0.1";
    }

    private static String version() throws IOException {
        Matcher version = Pattern.compile("<artifactId>millrace</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(Checkout.root().resolve("pom.xml")));
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    /** The vulnerable ones are projects of the same build, so no repository is asked for them. */
    private static void writeProjects(Path directory, TreeMap<String, String> planted) throws IOException {
        List<String> modules = new ArrayList<>();
        StringBuilder dependencies = new StringBuilder();
        for (var each : planted.entrySet()) {
            String coordinates = coordinates(each.getKey(), each.getValue());
            String module = each.getKey().replace(':', '-');
            modules.add(module);
            write(directory.resolve(module), coordinates);
            dependencies.append("<dependency>").append(coordinates).append("</dependency>");
        }
        modules.add("program");
        write(directory.resolve("program"), """
                <parent>%s<relativePath>%s</relativePath></parent>
                <artifactId>program</artifactId>
                <dependencies>%s</dependencies>
                """.formatted(
                        coordinates("io.millrace:millrace", version()),
                        directory
                                .resolve("program")
                                .toAbsolutePath()
                                .relativize(Checkout.root().toAbsolutePath().resolve("pom.xml")),
                        dependencies));
        write(
                directory,
                coordinates("planted:planted", "1") + "<packaging>pom</packaging><modules>"
                        + modules.stream()
                                .map(module -> "<module>" + module + "</module>")
                                .collect(Collectors.joining())
                        + "</modules>");
    }

    private static String coordinates(String name, String version) {
        String[] parts = name.split(":");
        return "<groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>"
                .formatted(parts[0], parts[1], version);
    }

    private static void write(Path directory, String content) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve("pom.xml"),
                "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion>" + content
                        + "</project>");
    }

    private static String validate(Path directory) throws IOException, InterruptedException {
        Process maven = new ProcessBuilder(
                        System.getProperty("millrace.maven", "mvn"), "--offline", "--batch-mode", "validate")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(maven.waitFor()).as(output).isEqualTo(1);
        return output;
    }

    private static String vulnerableVersions() throws IOException {
        return Files.readString(Checkout.root().resolve("vulnerable-versions.xml"));
    }
}
