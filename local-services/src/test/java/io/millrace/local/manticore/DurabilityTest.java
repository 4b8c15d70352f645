package io.millrace.local.manticore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stand-in finds when it starts on the directory of an earlier one. */
class DurabilityTest {
    @TempDir
    Path directory;

    private ManticoreStandIn standIn;
    private ManticoreClient client;

    @BeforeEach
    void start() throws IOException {
        standIn = ManticoreStandIn.start(directory, 0);
        client = new ManticoreClient(standIn.url());
    }

    @AfterEach
    void stop() throws IOException {
        standIn.close();
    }

    private void restart() throws IOException {
        standIn.close();
        start();
    }

    private JsonNode rows() {
        return client.sql("SELECT * FROM t LIMIT 1000").body().at("/0/data");
    }

    private void replace(int id, String title) {
        assertThat(client.bulk(line(id, title)).status()).isEqualTo(200);
    }

    private static String line(int id, String title) {
        return "{\"replace\":{\"table\":\"t\",\"id\":" + id + ",\"doc\":{\"title\":\"" + title + "\"}}}";
    }

    private Path log() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(path -> path.toString().endsWith(".log"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void tablesAndRowsAreThereAgainInTheirOrder() throws IOException {
        client.sql(
                "CREATE TABLE t (title text, tag string attribute indexed, v float_vector knn_type='hnsw' knn_dims='2'"
                        + " hnsw_similarity='l2') min_infix_len='3'");
        replace(2, "two");
        replace(1, "one");
        replace(3, "three");
        replace(2, "two again");
        client.sql("DELETE FROM t WHERE id=3");
        client.sql("UPDATE t SET tag='tagged' WHERE id=1");
        JsonNode before = rows();
        JsonNode definition = client.sql("SHOW CREATE TABLE t").body();
        restart();
        assertThat(rows()).isEqualTo(before).hasSize(2);
        assertThat(rows().at("/0/tag").asText()).isEqualTo("tagged");
        assertThat(client.sql("SHOW CREATE TABLE t").body()).isEqualTo(definition);
    }

    @Test
    void alteredTruncatedAndDroppedTablesStaySo() throws IOException {
        client.sql("CREATE TABLE t (title text, n int)");
        client.sql("CREATE TABLE empty (title text)");
        client.sql("CREATE TABLE gone (title text)");
        client.sql("INSERT INTO t (id, title, n) VALUES (1,'one',7)");
        client.sql("INSERT INTO empty (id, title) VALUES (1,'one')");
        client.sql("ALTER TABLE t ADD COLUMN tag string");
        client.sql("ALTER TABLE t MODIFY COLUMN n bigint");
        client.sql("ALTER TABLE t DROP COLUMN title");
        client.sql("TRUNCATE TABLE empty");
        client.sql("DROP TABLE gone");
        restart();
        assertThat(rows().toString()).isEqualTo("[{\"id\":1,\"n\":7,\"tag\":\"\"}]");
        assertThat(client.sql("SHOW TABLES").body().at("/0/data").toString())
                .isEqualTo("[{\"Table\":\"empty\",\"Type\":\"rt\"},{\"Table\":\"t\",\"Type\":\"rt\"}]");
        assertThat(client.sql("SELECT COUNT(*) c FROM empty")
                        .body()
                        .at("/0/data/0/c")
                        .asInt())
                .isZero();
    }

    @Test
    void entryThatWasWrittenInPartIsForgotten() throws IOException {
        client.sql("CREATE TABLE t (title text)");
        replace(1, "kept");
        replace(2, "torn");
        standIn.close();
        byte[] log = Files.readAllBytes(log());
        int second = 8 + ByteBuffer.wrap(log).getInt(0);
        int length = ByteBuffer.wrap(log).getInt(second);
        try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "rw")) {
            file.seek(second + 8 + length - 3L);
            file.write(new byte[3]);
        }
        start();
        assertThat(rows()).hasSize(1);
        replace(3, "after");
        restart();
        assertThat(rows()).hasSize(2);
    }

    @Test
    void logShrinksWhenMostOfItIsOfRowsThatAreGone() throws IOException {
        client.sql("CREATE TABLE t (title text)");
        String title = "word ".repeat(20_000);
        String lines =
                IntStream.rangeClosed(1, 50).mapToObj(id -> line(id, title)).collect(Collectors.joining("\n"));
        for (int round = 0; round < 20; round++) {
            assertThat(client.bulk(lines).status()).isEqualTo(200);
        }
        JsonNode bytes =
                client.sql("SHOW TABLE t STATUS LIKE 'disk_bytes'").body().at("/0/data/0/Value");
        assertThat(bytes.asLong()).isLessThan(70L << 20);
        assertThat(Files.list(directory.resolve("t")).toList()).hasSize(1);
        replace(51, "last");
        restart();
        assertThat(client.sql("SELECT COUNT(*) c FROM t")
                        .body()
                        .at("/0/data/0/c")
                        .asInt())
                .isEqualTo(51);
        assertThat(rows().at("/49/title").asText()).isEqualTo(title);
    }

    @Test
    void documentLargerThanAFileOfTheLogIsKept() throws IOException {
        client.sql("CREATE TABLE t (title text)");
        String title = "x".repeat(20_000_000);
        replace(1, "before");
        replace(2, title);
        replace(3, "after");
        restart();
        assertThat(List.of(
                        rows().at("/0/title").asText(),
                        rows().at("/1/title").asText(),
                        rows().at("/2/title").asText()))
                .containsExactly("before", title, "after");
    }
}
