package io.millrace.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stand-in finds when it starts on the directory of an earlier one. */
final class DurabilityTest {
    @TempDir
    private Path directory;

    private ManticoreStandIn standIn;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        standIn = ManticoreStandIn.start(directory, 0);
        client = new RawClient(standIn.url());
    }

    @AfterEach
    void stop() throws IOException {
        standIn.close();
    }

    private void restart() throws IOException {
        standIn.close();
        start();
    }

    private String rows() throws IOException {
        return client.sql("SELECT * FROM t").json().at("/0/data").toString();
    }

    private static String line(int id, String title) {
        return "{\"replace\":{\"table\":\"t\",\"id\":" + id + ",\"doc\":{\"title\":\"" + title + "\"}}}";
    }

    @Test
    void tablesAndRowsAreThereAgain() throws IOException {
        client.sql(
                "CREATE TABLE t (title text, v float_vector knn_type='hnsw' knn_dims='2' hnsw_similarity='l2', n int)"
                        + " min_infix_len='3'");
        client.sql("CREATE TABLE gone (title text)");
        client.bulk(
                "{\"replace\":{\"table\":\"t\",\"id\":1,\"doc\":{\"title\":\"one\",\"v\":[0.5,2],\"n\":7}}}",
                line(2, "two"));
        client.bulk("{\"delete\":{\"table\":\"t\",\"id\":2}}", line(3, "three"));
        client.sql("ALTER TABLE t ADD COLUMN tag string");
        client.sql("ALTER TABLE t MODIFY COLUMN n bigint");
        client.sql("DROP TABLE gone");
        String before = rows();
        String definition = client.sql("SHOW CREATE TABLE t").text();
        restart();
        assertThat(rows())
                .isEqualTo(before)
                .isEqualTo("[{\"id\":1,\"title\":\"one\",\"v\":\"0.500000,2.000000\",\"n\":7,\"tag\":\"\"},"
                        + "{\"id\":3,\"title\":\"three\",\"v\":\"\",\"n\":0,\"tag\":\"\"}]");
        assertThat(client.sql("SHOW CREATE TABLE t").text()).isEqualTo(definition);
        assertThat(client.sql("SHOW TABLES").json().at("/0/total").asInt()).isEqualTo(1);
    }

    /** As on a full disk. A real server's table is destroyed then; whoever asks for an ALTER makes sure of room first. */
    @Test
    void alterThatCannotBeWrittenChangesNothing() throws IOException {
        client.sql("CREATE TABLE t (title text)");
        client.bulk(line(1, "one"));
        Path away = directory.resolveSibling(directory.getFileName() + ".away");
        Files.move(directory, away);

        assertThatThrownBy(() -> client.sql("ALTER TABLE t ADD COLUMN tag string"))
                .isInstanceOf(IOException.class);
        Files.move(away, directory);

        assertThat(rows()).isEqualTo("[{\"id\":1,\"title\":\"one\"}]");
        client.bulk(line(2, "two"));
        restart();
        assertThat(rows()).isEqualTo("[{\"id\":1,\"title\":\"one\"},{\"id\":2,\"title\":\"two\"}]");
    }

    @Test
    void tablesThatWereSwitchedStayAsTheyAreOverARestart() throws IOException {
        client.sql("CREATE TABLE t (title text, n int)");
        client.bulk(line(9, "old"));
        client.sql("CREATE TABLE t_new (title text, tag string)");
        client.bulk(line(1, "new").replace("\"t\"", "\"t_new\""));
        client.sql("ATTACH TABLE t_new TO TABLE t WITH TRUNCATE");
        restart();
        assertThat(client.sql("SELECT * FROM t").json().at("/0/data").toString())
                .isEqualTo("[{\"id\":1,\"title\":\"new\",\"tag\":\"\"}]");
        assertThat(client.count("t_new")).isZero();
        assertThat(client.sql("ATTACH TABLE t_new TO TABLE t WITH TRUNCATE").text())
                .contains("trap: ATTACH of table 't_new', which is empty");
        assertThat(client.count("t")).isEqualTo(1);
    }

    @Test
    void entryThatWasWrittenInPartIsForgotten() throws IOException {
        client.sql("CREATE TABLE t (title text)");
        client.bulk(line(1, "kept"));
        client.bulk(line(2, "torn"));
        standIn.close();
        try (RandomAccessFile log =
                new RandomAccessFile(directory.resolve("t.log").toFile(), "rw")) {
            log.setLength(log.length() - 1);
        }
        start();
        assertThat(client.count("t")).isEqualTo(1);
        client.bulk(line(3, "after"));
        restart();
        assertThat(client.count("t")).isEqualTo(2);
    }

    @Test
    void logShrinksWhenMostOfItsRowsAreGone() throws IOException {
        client.sql("CREATE TABLE t (title text)");
        String lines = IntStream.rangeClosed(1, 10_000)
                .mapToObj(id -> line(id, "a title of some words"))
                .collect(Collectors.joining("\n"));
        for (int round = 0; round < 25; round++) {
            assertThat(client.bulk(lines).status()).isEqualTo(200);
        }
        assertThat(Files.size(directory.resolve("t.log"))).isLessThan(5L << 20);
        restart();
        assertThat(client.count("t")).isEqualTo(10_000);
    }

    @Test
    void powerCutTakesWhatWasNotSyncedYet() throws IOException {
        client.sql("CREATE TABLE t (title text)");
        client.bulk(line(1, "kept"));
        // After a compaction, everything is on the disk.
        client.sql("ALTER TABLE t ADD COLUMN tag string");
        String pid = client.sql("SHOW SETTINGS").json().at("/0/data/0/Value").asText();
        client.bulk(line(2, "lost"));
        standIn.powerCut();
        start();
        assertThat(client.sql("SELECT id FROM t").json().at("/0/data").toString())
                .isIn("[{\"id\":1}]", "[{\"id\":1},{\"id\":2}]");
        assertThat(client.sql("SHOW SETTINGS").json().at("/0/data/0/Value").asText())
                .isNotEqualTo(pid);
    }
}
