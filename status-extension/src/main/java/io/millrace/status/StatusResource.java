package io.millrace.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.state.snapshot.PipelineSnapshot;
import io.millrace.state.snapshot.PipelineSnapshot.Outage;
import io.millrace.state.snapshot.SnapshotJson;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;

/** The resources that the extension adds to the worker's REST API. All are for reading, and none shows a secret. */
@Path("/millrace")
public final class StatusResource {
    private static final int UNAVAILABLE = 503;

    private final SnapshotCollector<PipelineSnapshot> snapshots;
    private final String connectUrl;

    StatusResource(SnapshotCollector<PipelineSnapshot> snapshots, String connectUrl) {
        this.snapshots = snapshots;
        this.connectUrl = connectUrl;
    }

    /** Whether the worker answers. */
    @GET
    @Path("/health")
    public Response health() {
        return json(Response.ok("{\"healthy\":true}"));
    }

    /** Whether all connectors of the pipeline run; with status 503, what does not. */
    @GET
    @Path("/ready")
    public Response ready() throws InterruptedException {
        Readiness readiness = Readiness.of(snapshots.ask().orElseGet(StatusResource::unknown));
        return json(Response.status(readiness.isReady() ? Response.Status.OK.getStatusCode() : UNAVAILABLE)
                .entity(readiness.json().toString()));
    }

    /** What {@code ./millrace status --json} prints. */
    @GET
    @Path("/status")
    public Response status() throws InterruptedException {
        Optional<PipelineSnapshot> snapshot = snapshots.ask();
        ObjectNode document = SnapshotJson.of(snapshot.orElseGet(StatusResource::unknown), connectUrl);
        return json(Response.status(snapshot.isPresent() ? Response.Status.OK.getStatusCode() : UNAVAILABLE)
                .entity(document.toString()));
    }

    /** The pipeline's and this worker's figures for Prometheus. */
    @GET
    @Path("/metrics")
    public Response metrics() throws InterruptedException {
        MetricsText text = new MetricsText();
        snapshots.ask().ifPresent(snapshot -> SnapshotMetrics.add(text, snapshot));
        new JmxMetrics(ManagementFactory.getPlatformMBeanServer()).add(text);
        return answer(Response.ok(text.toString()), MetricsText.MEDIA_TYPE);
    }

    private static PipelineSnapshot unknown() {
        return PipelineSnapshot.without(List.of(new Outage(
                "Connect",
                "The worker has not answered yet",
                "Wait: it may be starting or sharing out its tasks; then see its log",
                Outage.Extent.SERVER)));
    }

    private static Response json(Response.ResponseBuilder response) {
        return answer(response, MediaType.APPLICATION_JSON + ";charset=utf-8");
    }

    private static Response answer(Response.ResponseBuilder response, String type) {
        return response.type(type)
                .header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
