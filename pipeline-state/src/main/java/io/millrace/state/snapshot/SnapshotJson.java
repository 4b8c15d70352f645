package io.millrace.state.snapshot;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.state.snapshot.PipelineSnapshot.Connector;
import io.millrace.state.snapshot.PipelineSnapshot.DeadLetters;
import io.millrace.state.snapshot.PipelineSnapshot.MarkedTable;
import io.millrace.state.snapshot.PipelineSnapshot.Outage;
import io.millrace.state.snapshot.PipelineSnapshot.Stage;
import io.millrace.state.snapshot.PipelineSnapshot.StreamSpace;
import io.millrace.state.snapshot.PipelineSnapshot.Table;

/** A snapshot as JSON. What is not known is left out; times are ISO 8601, UTC. */
public final class SnapshotJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double MS_PER_SECOND = 1000;

    private SnapshotJson() {}

    /** @param connectUrl of the worker, for what a person may have to ask it to do */
    public static ObjectNode of(PipelineSnapshot snapshot, String connectUrl) {
        ObjectNode json =
                JSON.createObjectNode().put("time", snapshot.time().toString()).put("well", snapshot.isWell());
        for (String part : new String[] {"connectors", "stages", "tables", "deadLetters", "marks", "outages"}) {
            json.putArray(part);
        }
        snapshot.connectors().forEach(each -> add(json.withArray("connectors").addObject(), each, connectUrl));
        snapshot.stages().forEach(each -> add(json.withArray("stages").addObject(), each));
        snapshot.tables().forEach(each -> add(json.withArray("tables").addObject(), each));
        snapshot.deadLetters().forEach(each -> add(json.withArray("deadLetters").addObject(), each));
        snapshot.marks().forEach(each -> add(json.withArray("marks").addObject(), each));
        snapshot.stream().ifPresent(stream -> add(json.putObject("stream"), stream));
        snapshot.outages().forEach(each -> add(json.withArray("outages").addObject(), each));
        return json;
    }

    private static void add(ObjectNode json, Connector connector, String connectUrl) {
        json.put("name", connector.name())
                .put("role", connector.role().label())
                .put("state", connector.state())
                .put("reason", connector.reason())
                .put("remedy", connector.remedy(connectUrl))
                .putArray("tasks");
        connector
                .tasks()
                .forEach(task -> json.withArray("tasks")
                        .addObject()
                        .put("id", task.id())
                        .put("state", task.state())
                        .put("worker", task.worker())
                        .put("reason", task.reason()));
    }

    private static void add(ObjectNode json, Stage stage) {
        json.put("connector", stage.connector())
                .put("route", stage.route())
                .put("stuck", stage.isStuck())
                .put("note", stage.note());
        stage.passed().ifPresent(events -> json.put("passedEvents", events));
        stage.events().ifPresent(events -> json.put("waitingEvents", events));
        stage.delay().ifPresent(delay -> json.put("waitingSeconds", delay.toMillis() / MS_PER_SECOND));
    }

    private static void add(ObjectNode json, Table table) {
        json.put("sink", table.sink())
                .put("source", table.source())
                .put("table", table.name())
                .put("index", table.index())
                .put("state", table.state())
                .put("reason", table.reason())
                .put("stuck", table.isStuck());
        table.rows().ifPresent(rows -> json.put("rows", rows));
        table.lastChange().ifPresent(time -> json.put("lastChange", time.toString()));
        table.audit()
                .ifPresent(audit -> json.putObject("audit")
                        .put("time", audit.time().toString())
                        .put("differences", audit.differences())
                        .put("failure", audit.failure()));
    }

    private static void add(ObjectNode json, DeadLetters letters) {
        json.put("connector", letters.connector())
                .put("topic", letters.topic())
                .put("count", letters.count())
                .put("more", letters.isMore())
                .putArray("reasons");
        letters.reasons()
                .forEach((reason, count) -> json.withArray("reasons")
                        .addObject()
                        .put("text", reason)
                        .put("count", count));
        letters.newest().ifPresent(time -> json.put("newest", time.toString()));
    }

    private static void add(ObjectNode json, MarkedTable mark) {
        json.put("source", mark.source()).put("table", mark.table()).putArray("reasons");
        mark.reasons()
                .forEach(reason -> json.withArray("reasons")
                        .addObject()
                        .put("text", reason.text())
                        .put("since", reason.since()));
    }

    private static void add(ObjectNode json, StreamSpace stream) {
        json.put("name", stream.name()).put("bytes", stream.bytes());
        stream.maxBytes().ifPresent(bytes -> json.put("maxBytes", bytes));
        stream.maxAge().ifPresent(age -> json.put("maxAgeSeconds", age.toSeconds()));
    }

    private static void add(ObjectNode json, Outage outage) {
        json.put("server", outage.server())
                .put("problem", outage.problem())
                .put("remedy", outage.remedy())
                .put("unasked", outage.isUnasked())
                .put("anotherAnswers", outage.isOfOneAddress());
    }
}
