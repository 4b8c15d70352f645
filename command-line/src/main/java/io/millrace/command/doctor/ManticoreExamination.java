package io.millrace.command.doctor;

import io.millrace.nats.TableEntry;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.HttpAddress;
import io.millrace.state.JsonHttpClient;
import io.millrace.state.ManticoreIndex;
import io.millrace.state.ManticoreServers;
import io.millrace.state.PipelineConnectors;
import io.millrace.state.StateException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Examines the Manticore of one sink, and the tables that the sink has written to. */
final class ManticoreExamination {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private final ConfiguredConnector sink;
    private final Diagnosis.Findings findings;

    ManticoreExamination(ConfiguredConnector sink, Diagnosis.Findings findings) {
        this.sink = sink;
        this.findings = findings;
    }

    /**
     * @param given the address that an option or the environment names
     * @param tables the registry's entries
     */
    void run(Optional<String> given, List<TableEntry> tables) throws InterruptedException {
        Optional<ManticoreServers> servers = given.map(ManticoreServers::parse).or(this::own);
        if (servers.isEmpty()) {
            findings.warning(
                    "manticore-unexamined",
                    "The address or the login of Manticore is known to the worker only",
                    "Manticore was not checked",
                    "Name it with --manticore-url=http://user:password@host:9308");
            return;
        }
        try {
            ManticoreServers.Answers answers = servers.get().ask(ANSWER_TIMEOUT);
            HttpAddress address = answers.first();
            for (String problem : answers.away()) {
                findings.warning(
                        "manticore-unreachable",
                        problem,
                        "The sink writes to the next of manticore.urls, here " + address.url(),
                        "Start it, or take it out of manticore.urls");
            }
            examine(new ManticoreIndex(new JsonHttpClient(address)), address.url(), tables);
        } catch (StateException e) {
            findings.error(
                    "manticore-unreachable",
                    String.valueOf(e.getMessage()),
                    "The sink waits, and searches fail",
                    "Start Manticore, or name it with --manticore-url=http://user:password@host:9308");
        }
    }

    private void examine(ManticoreIndex manticore, String url, List<TableEntry> tables) throws InterruptedException {
        Map<String, String> status = manticore.status();
        Map<String, String> settings = manticore.settings();
        List<TableEntry> own = tables.stream()
                .filter(table -> table.getSink().equals(sink.name())
                        && !table.getTarget().isEmpty())
                .toList();
        findings.examined(status.getOrDefault("version", "?").split(" \\(")[0] + " at " + url + ": " + own.size()
                + " tables of " + sink.name());
        ManticoreChecks checks = new ManticoreChecks(findings);
        checks.server(status, settings, sink);
        disk(checks, url, settings.getOrDefault("searchd.data_dir", ""));
        for (TableEntry table : own) {
            checks.table(table.getTarget(), manticore.table(table.getTarget()), table.getWritten());
        }
    }

    /** No statement shows the disk; it is seen if Manticore runs on this machine. */
    private static void disk(ManticoreChecks checks, String url, String directory) {
        String host = String.valueOf(URI.create(url).getHost());
        Path path = Path.of(directory);
        if (directory.isEmpty() || !host.matches("localhost|127\\..*|\\[::1]") || !Files.isDirectory(path)) {
            return;
        }
        try {
            FileStore disk = Files.getFileStore(path);
            checks.disk(directory, disk.getUsableSpace(), disk.getTotalSpace());
        } catch (IOException notReadable) {
            // Then it is not seen.
        }
    }

    private Optional<ManticoreServers> own() {
        try {
            return Optional.of(PipelineConnectors.manticore(sink));
        } catch (StateException knownToTheWorkerOnly) {
            return Optional.empty();
        }
    }
}
