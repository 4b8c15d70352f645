package io.millrace.state.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.state.ConnectClient;
import io.millrace.state.PipelineConnectors;
import io.millrace.state.Placeholders;
import java.util.Optional;

/** What Connect knows of the pipeline: its connectors, and how far they are. */
public interface PipelineWorker {
    /** The connectors of all roles, with their states. */
    PipelineConnectors connectors() throws InterruptedException;

    /**
     * The offsets of a connector, as Connect's REST API gives them. Empty where they are not asked for: each time Connect starts
     * clients of Kafka for that, and logs their configurations.
     */
    Optional<JsonNode> offsets(String connector) throws InterruptedException;

    /** Asks a worker through its REST API. */
    static PipelineWorker remote(ConnectClient connect, Placeholders local) {
        return new PipelineWorker() {
            @Override
            public PipelineConnectors connectors() throws InterruptedException {
                return PipelineConnectors.discover(connect, local);
            }

            @Override
            public Optional<JsonNode> offsets(String connector) throws InterruptedException {
                return Optional.of(connect.offsets(connector));
            }
        };
    }
}
