package io.millrace.benchmark.sink;

import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.index.TableCatalog;
import io.millrace.manticore.mapping.EventMapper;
import io.millrace.manticore.mapping.EveryTable;
import io.millrace.manticore.mapping.MappedEvent;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.NullHandling;
import io.millrace.manticore.rules.SchemaEvolution;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.ManticoreSettings;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** The upper limit: posts the documents that the sink would write, rendered in advance, straight to {@code /bulk}. */
final class BulkProgram {
    private static final ContentType NDJSON = ContentType.create("application/x-ndjson");
    /** The sink's default. */
    private static final int MAX_BYTES = 600_000;

    private final String manticore;
    private final int connections;

    private BulkProgram(String manticore, int connections) {
        this.manticore = manticore;
        this.connections = connections;
    }

    /** @param arguments Manticore's address, connections, orders, orders to warm up with */
    public static void main(String[] arguments) throws Exception {
        BulkProgram program = new BulkProgram(arguments[0], Integer.parseInt(arguments[1]));
        int orders = Integer.parseInt(arguments[2]);
        program.load(program.render(OrderEvents.WARM_UP, Integer.parseInt(arguments[3])));
        List<List<byte[]>> bodies = program.render(OrderEvents.TABLE, orders);
        System.gc();
        System.out.println(Load.measure(orders, () -> program.load(bodies)).line());
    }

    /** Renders the request bodies of each connection. */
    private List<List<byte[]>> render(String table, int orders) {
        try (ManticoreClient client = new ManticoreClient(ManticoreSettings.of(URI.create(manticore)))) {
            MappingRules rules = MappingRules.defaults(SchemaEvolution.BASIC, NullHandling.DEFAULT);
            EventMapper mapper = new EventMapper(rules, new TableCatalog(client), new EveryTable(), Clock.systemUTC());
            List<List<byte[]>> bodies = new ArrayList<>();
            for (int connection = 0; connection < connections; connection++) {
                bodies.add(render(mapper, table, connection, orders));
            }
            return bodies;
        }
    }

    private List<byte[]> render(EventMapper mapper, String table, int connection, int orders) {
        List<byte[]> bodies = new ArrayList<>();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String subject = StreamEvents.subject("ceiling", table) + '.' + connection;
        for (long number = 1; number <= orders; number++) {
            if (number % connections == connection) {
                byte[] event = OrderEvents.insert(table, number).toByteArray();
                MappedEvent.Fit mapped = (MappedEvent.Fit) mapper.map(subject, event, number, 0);
                byte[] line = ((RowChange.Replace) mapped.change()).line();
                if (body.size() + line.length > MAX_BYTES) {
                    bodies.add(body.toByteArray());
                    body.reset();
                }
                body.writeBytes(line);
            }
        }
        bodies.add(body.toByteArray());
        return bodies;
    }

    private void load(List<List<byte[]>> bodiesOfConnections) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        List<Future<?>> running = new ArrayList<>();
        for (List<byte[]> bodies : bodiesOfConnections) {
            running.add(threads.submit(() -> {
                post(bodies);
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        threads.shutdown();
    }

    private void post(List<byte[]> bodies) throws Exception {
        try (CloseableHttpClient client =
                HttpClients.custom().disableContentCompression().build()) {
            for (byte[] body : bodies) {
                HttpPost request = new HttpPost(manticore + "/bulk");
                request.setEntity(new ByteArrayEntity(body, NDJSON));
                client.execute(request, response -> {
                    String answer = EntityUtils.toString(response.getEntity());
                    if (response.getCode() != 200 || !answer.contains("\"errors\":false")) {
                        throw new IllegalStateException("Manticore answered " + answer);
                    }
                    return answer;
                });
            }
        }
    }
}
