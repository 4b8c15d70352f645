package io.millrace.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.mysql.DatabaseTable;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MySqlUserChecksTest {
    private static final DatabaseTable SIGNALS = new DatabaseTable("shop", "millrace_signal");

    private final Diagnosis diagnosis = new Diagnosis();

    @Test
    void documentedGrantsAreEnough() throws Exception {
        run(granted("SELECT", "RELOAD", "SHOW DATABASES", "REPLICATION SLAVE", "REPLICATION CLIENT"), Optional.empty());

        assertThat(diagnosis.findings()).isEmpty();
    }

    @Test
    void eachMissingGrantIsNamedWithTheStatementThatGivesIt() throws Exception {
        run(granted("SHOW DATABASES"), Optional.empty());

        assertThat(diagnosis.findings())
                .extracting(Finding::remedy)
                .containsExactly(
                        "GRANT REPLICATION SLAVE ON *.* TO 'debezium'@'%';",
                        "GRANT REPLICATION CLIENT ON *.* TO 'debezium'@'%';",
                        "GRANT SELECT ON *.* TO 'debezium'@'%';",
                        "GRANT RELOAD ON *.* TO 'debezium'@'%';");
    }

    @Test
    void aGrantNamesTheAccountThatExists() throws Exception {
        run(
                new FakeMySql()
                        .answering(
                                "information_schema.user_privileges",
                                Stream.of("SELECT", "REPLICATION SLAVE", "REPLICATION CLIENT")
                                        .map(each -> Map.of("account", "'debezium'@'10.0.0.%'", "privilege", each))
                                        .toList()),
                Optional.of(SIGNALS));

        assertThat(diagnosis.findings())
                .extracting(Finding::remedy)
                .allMatch(remedy -> remedy.endsWith(" TO 'debezium'@'10.0.0.%';"))
                .hasSize(2);
    }

    @Test
    void grantsOfARoleAreNotSeen() throws Exception {
        run(new FakeMySql(), Optional.empty());

        assertThat(Connectors.found(diagnosis)).containsExactly("note grants-unseen");
    }

    @Test
    void signalTableMustBeWritable() throws Exception {
        FakeMySql mysql = granted("SELECT", "RELOAD", "REPLICATION SLAVE", "REPLICATION CLIENT");
        run(mysql, Optional.of(SIGNALS));
        mysql.answering("information_schema.tables", Map.of("name", "millrace_signal"));
        run(mysql, Optional.of(SIGNALS));
        mysql.answering("information_schema.table_privileges", Map.of("privilege", "INSERT"));
        run(mysql, Optional.of(SIGNALS));

        assertThat(Connectors.found(diagnosis)).containsExactly("warning signal-grant", "note signal-table");
    }

    private void run(FakeMySql mysql, Optional<DatabaseTable> signals) throws Exception {
        new MySqlUserChecks(mysql, diagnosis.on("MySQL")).run("debezium", signals);
    }

    private static FakeMySql granted(String... privileges) {
        return new FakeMySql()
                .answering(
                        "information_schema.user_privileges",
                        Stream.of(privileges)
                                .map(each -> Map.of("privilege", each))
                                .toList());
    }
}
