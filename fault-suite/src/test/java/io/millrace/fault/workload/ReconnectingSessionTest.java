package io.millrace.fault.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconnectingSessionTest {
    private int opened;
    private final ReconnectingSession session = new ReconnectingSession(() -> {
        opened++;
        return connection();
    });

    @Test
    void aStatementThatIsInterruptedByTheEndOfTheServerIsNoFailure() throws Exception {
        session.run(connection -> {
            throw new SQLException("Query execution was interrupted", "70100", 1317);
        });
        session.run(connection -> {});

        assertThat(opened).isEqualTo(2);
    }

    @Test
    void aStatementThatIsWrongIsAFailure() {
        assertThatThrownBy(() -> session.run(connection -> {
                    throw new SQLSyntaxErrorException("There is no such table", "42S02", 1146);
                }))
                .hasMessage("There is no such table");
    }

    @Test
    void aServerThatIsBackIsConnectedToAgain() throws Exception {
        List<Connection> answers = new ArrayList<>();
        ReconnectingSession waiting = new ReconnectingSession(() -> {
            answers.add(connection());
            if (answers.size() < 3) {
                throw away();
            }
            return answers.get(2);
        });
        List<Connection> used = new ArrayList<>();

        waiting.run(used::add);

        assertThat(answers).hasSize(3);
        assertThat(used).hasSize(1);
    }

    @Test
    void aServerThatDoesNotComeBackIsNotWaitedForForEver() {
        ReconnectingSession impatient = new ReconnectingSession(
                () -> {
                    throw away();
                },
                Duration.ZERO);

        assertThatThrownBy(() -> impatient.run(connection -> {}))
                .hasMessage("MySQL has not come back within 0 s")
                .hasRootCauseMessage("Connection refused");
    }

    private static SQLException away() {
        return new SQLException("Connection refused", "08S01");
    }

    private static Connection connection() {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, values) -> null);
    }
}
