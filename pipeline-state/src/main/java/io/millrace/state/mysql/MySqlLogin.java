package io.millrace.state.mysql;

import io.millrace.state.PercentEncoding;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** The address of a MySQL server, and the user to sign in as. Its text never holds the password. */
public record MySqlLogin(String host, int port, String user, String password) {
    private static final int DEFAULT_PORT = 3306;

    /**
     * @param url {@code mysql://user:password@host:port}; reserved characters are percent-encoded
     * @throws IllegalArgumentException if it is something else
     */
    public static MySqlLogin parse(String url) {
        URI uri = URI.create(url);
        if (!"mysql".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("Not mysql://user:password@host:port");
        }
        String[] login = (uri.getRawUserInfo() == null ? "root" : uri.getRawUserInfo()).split(":", 2);
        return new MySqlLogin(
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                PercentEncoding.decode(login[0]),
                login.length > 1 ? PercentEncoding.decode(login[1]) : "");
    }

    /** Opens a session; TLS is used if the server has it. */
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.put("user", user);
        properties.put("password", password);
        properties.put("allowPublicKeyRetrieval", "true");
        properties.put("sslMode", "PREFERRED");
        properties.put("connectTimeout", "10000");
        return DriverManager.getConnection("jdbc:mysql://" + host + ":" + port + "/", properties);
    }

    @Override
    public String toString() {
        return user + " at " + host + ":" + port;
    }
}
