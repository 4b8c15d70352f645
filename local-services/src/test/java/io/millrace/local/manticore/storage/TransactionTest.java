package io.millrace.local.manticore.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransactionTest {
    private static final Column NUMBER = new Column("n", ColumnType.INT, false, true, "");
    private static final Column ADDED = new Column("added", ColumnType.BIGINT, false, true, "");

    @TempDir
    Path directory;

    private Catalog catalog;
    private Table table;

    @BeforeEach
    void createTable() throws IOException {
        catalog = Catalog.open(directory);
        catalog.create("t", new Schema(List.of(NUMBER), Map.of()));
        table = catalog.table("t").orElseThrow();
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private static Transaction build(Transaction transaction, long id, int number) {
        transaction.row().start(id);
        transaction.row().integer(NUMBER, number);
        return transaction;
    }

    /** Ids and numbers in the order of the rows. */
    private List<String> rows() {
        return table.read(rows -> {
            List<String> found = new ArrayList<>();
            for (int number = 0; number < rows.end(); number++) {
                if (rows.isLive(number)) {
                    Row row = rows.byNumber(number);
                    found.add(row.id() + "=" + row.integer(NUMBER));
                }
            }
            return found;
        });
    }

    @Test
    void nothingIsSeenBeforeTheCommit() throws IOException {
        Transaction transaction = new Transaction(table);
        build(transaction, 1, 1).replace();
        assertThat(rows()).isEmpty();
        assertThat(transaction.commit()).isZero();
        assertThat(rows()).containsExactly("1=1");
    }

    @Test
    void lastOfSeveralRowsStaysWhenTheTransactionEndsWithAReplace() throws IOException {
        Transaction transaction = new Transaction(table);
        build(transaction, 1, 1).insert();
        build(transaction, 2, 2).insert();
        build(transaction, 1, 3).replace();
        transaction.commit();
        assertThat(rows()).containsExactly("2=2", "1=3");
    }

    @Test
    void firstOfSeveralRowsStaysWhenTheTransactionEndsWithAnInsert() throws IOException {
        Transaction transaction = new Transaction(table);
        build(transaction, 1, 1).replace();
        build(transaction, 1, 2).replace();
        build(transaction, 2, 3).insert();
        transaction.commit();
        assertThat(rows()).containsExactly("1=1", "2=3");
    }

    @Test
    void deletesSeeTheTableAsItWasBefore() throws IOException {
        Transaction first = new Transaction(table);
        build(first, 1, 1).replace();
        first.commit();
        Transaction second = new Transaction(table);
        build(second, 1, 2).replace();
        second.delete(1);
        build(second, 2, 2).replace();
        second.delete(2);
        assertThat(second.commit()).isEqualTo(1);
        assertThat(rows()).containsExactly("1=2", "2=2");
    }

    @Test
    void updateKeepsTheRowInItsPlaceAndForgetsOneThatIsGone() throws IOException {
        Transaction rows = new Transaction(table);
        build(rows, 1, 1).replace();
        build(rows, 2, 2).replace();
        rows.commit();
        Transaction update = new Transaction(table);
        build(update, 1, 5).update();
        build(update, 9, 9).update();
        update.commit();
        assertThat(rows()).containsExactly("1=5", "2=2");
    }

    @Test
    void rowsOfATransactionThatBeganBeforeAnAlterAreKept() throws IOException {
        Transaction transaction = new Transaction(table);
        build(transaction, 1, 7).replace();
        transaction.delete(2);
        table.alter(schema -> schema.with(ADDED));
        transaction.commit();
        assertThat(rows()).containsExactly("1=7");
        long added = table.read(rows -> rows.byId(1).orElseThrow().integer(ADDED));
        assertThat(added).isZero();
    }
}
