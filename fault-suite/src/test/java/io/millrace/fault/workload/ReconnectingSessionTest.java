package io.millrace.fault.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
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

    private static Connection connection() {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, values) -> null);
    }
}
