package io.millrace.state.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.state.ConnectClient;
import io.millrace.state.PipelineConnectors;
import io.millrace.state.Placeholders;

/** What Connect knows of the pipeline: its connectors, and how far they are. */
public interface PipelineWorker {
    /** The connectors of all roles, with their states. */
    PipelineConnectors connectors() throws InterruptedException;

    /** The offsets of a connector, as Connect's REST API gives them. */
    JsonNode offsets(String connector) throws InterruptedException;

    /** Asks a worker through its REST API. */
    static PipelineWorker remote(ConnectClient connect, Placeholders local) {
        return new PipelineWorker() {
            @Override
            public PipelineConnectors connectors() throws InterruptedException {
                return PipelineConnectors.discover(connect, local);
            }

            @Override
            public JsonNode offsets(String connector) throws InterruptedException {
                return connect.offsets(connector);
            }
        };
    }
}
