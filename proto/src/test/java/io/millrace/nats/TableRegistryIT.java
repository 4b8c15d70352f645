package io.millrace.nats;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.TextFormat;
import io.millrace.event.SourceTable;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.PublishAck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TableRegistryIT extends OnNats {
    private static final Path GOLDEN = GoldenRegistryTest.CURRENT;
    private static final SourceTable A = new SourceTable("mysql", "tenant_a", "users");
    private static final SourceTable B = new SourceTable("mysql", "tenant_b", "users");

    @BeforeEach
    void createStream() throws Exception {
        connection
                .jetStreamManagement()
                .addStream(StreamDefinition.withDefaults("CDC").toConfiguration());
    }

    @Test
    void entriesAreReadableTextAsInTheGoldenFiles() throws Exception {
        TableRegistry registry = registry("sink one");
        registry.claim("users", A);
        registry.update(
                A,
                entry -> registry.in(TableState.SET_ASIDE, "Column α does not fit", entry).toBuilder()
                        .setTarget("users")
                        .setMapping("table.tenant_a.users=(id, *)")
                        .addKey(KeyColumn.newBuilder().setName("id").setKind("number"))
                        .addFormerKey(FormerKey.newBuilder().addName("no"))
                        .addPassedOver(PassedOver.newBuilder().setPartition(3).setFirstSequence(1L << 40))
                        .setStreamCreated("2026-01-01T00:00:00.123456789Z")
                        .setWritten(true)
                        .setKeySince(-1)
                        .addNextKey(KeyColumn.newBuilder().setName("code").setKind("text"))
                        .setNextKeySince(1L << 62)
                        .setAbsent(true)
                        .setKeyUnclear(true)
                        .addColumn("id bigint")
                        .addColumnName(
                                ColumnName.newBuilder().setColumn("größe").setName("grosse"))
                        .setRebuiltMapping(RebuiltMapping.newBuilder()
                                .setMapping("(id, *)")
                                .setConfigured("(*)"))
                        .build());

        TableEntry beingRebuilt =
                TextFormat.parse(Files.readString(GOLDEN.resolve("table-being-rebuilt.txtpb")), TableEntry.class);
        Set<FieldDescriptor> pinned =
                new HashSet<>(registry.find(A).orElseThrow().getAllFields().keySet());
        pinned.addAll(beingRebuilt.getAllFields().keySet());
        assertThat(pinned)
                .as("every field is in a golden file")
                .containsAll(TableEntry.getDescriptor().getFields());
        assertThat(value("claim.sink=20one.users")).isEqualTo(Files.readString(GOLDEN.resolve("claim.txtpb")));
        assertThat(value("table.sink=20one.mysql.tenant_a.users"))
                .isEqualTo(Files.readString(GOLDEN.resolve("table.txtpb")));
    }

    @Test
    void whoClaimsATableFirstKeepsIt() {
        TableRegistry registry = registry("sink");

        assertThat(registry.owner("users")).isEmpty();
        assertThat(registry.claim("users", A).getDatabase()).isEqualTo("tenant_a");
        assertThat(registry.claim("users", B).getDatabase()).isEqualTo("tenant_a");
        assertThat(registry.claim("users", A).getDatabase()).isEqualTo("tenant_a");
        assertThat(registry("another").claim("users", B).getDatabase()).isEqualTo("tenant_b");

        TargetClaim former = registry.owner("users").orElseThrow();
        assertThat(registry.transfer(former, B).getDatabase()).isEqualTo("tenant_b");
        assertThat(registry.transfer(former, A).getDatabase()).isEqualTo("tenant_b");
    }

    @Test
    void noChangeOfManyAtATimeIsLost() throws Exception {
        TableRegistry registry = registry("sink");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<CompletableFuture<TableEntry>> changes = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                PassedOver passedOver = PassedOver.newBuilder()
                        .setPartition(i)
                        .setFirstSequence(i + 1)
                        .build();
                changes.add(CompletableFuture.supplyAsync(
                        () -> registry.update(
                                A,
                                entry -> entry.toBuilder()
                                        .addPassedOver(passedOver)
                                        .build()),
                        threads));
            }
            for (CompletableFuture<TableEntry> change : changes) {
                change.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(registry.find(A).orElseThrow().getPassedOverCount()).isEqualTo(40);
    }

    @Test
    void theTablesOfOneSinkAndOfAllAreListed() {
        assertThat(TableRegistry.all(nats())).isEmpty();
        registry("sink").update(A, entry -> entry);
        registry("sink").update(B, entry -> entry);
        registry("other").update(A, entry -> entry);

        assertThat(registry("sink").tables())
                .extracting(TableEntry::getDatabase)
                .containsExactlyInAnyOrder("tenant_a", "tenant_b");
        assertThat(TableRegistry.all(nats())).hasSize(3);
        assertThat(registry("none").tables()).isEmpty();
    }

    @Test
    void anotherSinkOfTheSameManticoreIsSeenInItsClaims() {
        registry("sink").claim("users", A);
        assertThat(registry("sink").claimsOfOtherSinks("users")).isEmpty();
        assertThat(registry("another").claimsOfOtherSinks("items")).isEmpty();
        assertThat(registry("another").claimsOfOtherSinks("users"))
                .singleElement()
                .satisfies(claim -> assertThat(registry("another").commandToDelete(claim))
                        .isEqualTo("nats kv del MILLRACE claim.sink.users"));
        assertThat(new TableRegistry(nats(), "CDC", "elsewhere", List.of("http://other:9308"))
                        .claimsOfOtherSinks("users"))
                .isEmpty();
    }

    /** Each task looks at the tables every half minute and whenever it opens a partition. */
    @Test
    void ofThousandsOfTablesOnlyTheChangedOnesAreReadAgain() throws Exception {
        int count = 5_000;
        TableRegistry registry = registry("sink");
        TableRegistry other = registry("sink");
        registry.update(table(0), entry -> entry);
        JetStream stream = connection.jetStream();
        List<CompletableFuture<PublishAck>> stored = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            String entry = "sink: \"sink\"\nsource: \"mysql\"\ndatabase: \"many\"\ntable: \"t" + i + "\"\n";
            stored.add(stream.publishAsync(
                    "$KV.MILLRACE.table.sink.mysql.many.t" + i, entry.getBytes(StandardCharsets.UTF_8)));
        }
        stored.forEach(CompletableFuture::join);

        long before = sent();
        long start = System.nanoTime();
        assertThat(registry.tables()).hasSize(count);
        System.out.println(count + " tables read in " + (System.nanoTime() - start) / 1_000_000 + " ms");
        assertThat(sent() - before).isLessThan(count + 10);

        before = sent();
        assertThat(registry.tables()).hasSize(count);
        assertThat(sent() - before).as("requests when nothing has changed").isLessThan(5);

        other.update(table(7), entry -> entry.toBuilder().setReason("changed").build());
        connection.keyValue(StateBucket.NAME).delete("table.sink.mysql.many.t8");
        other.update(table(count), entry -> entry);
        before = sent();
        assertThat(registry.tables())
                .hasSize(count)
                .anyMatch(entry -> entry.getReason().equals("changed"))
                .noneMatch(entry -> entry.getTable().equals("t8"));
        assertThat(sent() - before).as("requests for three changes").isLessThan(10);

        connection.keyValueManagement().delete(StateBucket.NAME);
        server.awaitRemoved(StateBucket.NAME);
        registry.update(A, entry -> entry);
        assertThat(registry.tables()).as("of another bucket").hasSize(1);
    }

    private long sent() {
        return connection.getStatistics().getOutMsgs();
    }

    private static SourceTable table(int number) {
        return new SourceTable("mysql", "many", "t" + number);
    }

    private TableRegistry registry(String sink) {
        Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
        return new TableRegistry(nats(), "CDC", sink, List.of("http://search:9308"), clock);
    }

    private NatsQuestions nats() {
        return new NatsQuestions() {
            @Override
            public <T> T ask(String what, Question<T> question) {
                try {
                    return question.ask(connection);
                } catch (IOException | JetStreamApiException | InterruptedException e) {
                    throw new IllegalStateException(what, e);
                }
            }
        };
    }

    private String value(String key) throws Exception {
        return new String(connection.keyValue(StateBucket.NAME).get(key).getValue(), StandardCharsets.UTF_8);
    }
}
