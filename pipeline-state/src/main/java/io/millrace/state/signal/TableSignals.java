package io.millrace.state.signal;

import io.millrace.state.BinlogPosition;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.MySqlSource;
import java.sql.SQLException;
import java.util.Optional;

/** Signals in the table that the connector's {@code signal.data.collection} names. */
final class TableSignals implements SignalChannel {
    private final MySqlSource mysql;
    private final DatabaseTable table;

    TableSignals(MySqlSource mysql, DatabaseTable table) {
        this.mysql = mysql;
        this.table = table;
    }

    @Override
    public boolean wasSent(SnapshotRequest request) throws SQLException {
        return mysql.hasSignal(table, request.id());
    }

    @Override
    public Optional<BinlogPosition> send(SnapshotRequest request) throws SQLException {
        return Optional.of(mysql.signalSnapshot(table, request.id(), request.signal()));
    }

    @Override
    public boolean isRead() {
        return true;
    }

    @Override
    public String toString() {
        return table.toString();
    }
}
