package io.millrace.sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The MySQL that Debezium reads. */
final class MySqlSource {
    private final String url;

    /** @param url {@code mysql://user:password@host:port} */
    MySqlSource(String url) {
        this.url = url;
    }

    long rows(Table table) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(
                        "SELECT COUNT(*) FROM `" + table.database().replace("`", "``") + "`.`"
                                + table.name().replace("`", "``") + "`")) {
            count.next();
            return count.getLong(1);
        }
    }

    /** Whether the offsets that Debezium has committed are those of one that has read all rows once. */
    static boolean isSnapshotDone(JsonNode offsets) {
        JsonNode offset = offsets.path("offsets").path(0).path("offset");
        boolean under = offset.has("snapshot")
                && !offset.path("snapshot_completed").asText().equals("true");
        return offset.isObject() && !offset.isEmpty() && !under;
    }

    private Connection connect() throws SQLException {
        URI uri = URI.create(url);
        String[] login = String.valueOf(uri.getUserInfo()).split(":", 2);
        return DriverManager.getConnection(
                "jdbc:mysql://" + uri.getHost() + ":" + uri.getPort()
                        + "/?allowPublicKeyRetrieval=true&sslMode=PREFERRED",
                login[0],
                login.length > 1 ? login[1] : "");
    }
}
