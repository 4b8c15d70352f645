package io.millrace.local;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The address of a MySQL server, with user and password. */
public record MySqlAddress(String host, int port, String user, String password) {
    private static final int DEFAULT_PORT = 3306;

    /** Parses {@code mysql://user:password@host:port}; reserved characters in user and password are percent-encoded. */
    public static MySqlAddress parse(String url) {
        URI uri = URI.create(url);
        String login = uri.getRawUserInfo();
        int colon = login == null ? -1 : login.indexOf(':');
        if (!"mysql".equals(uri.getScheme()) || uri.getHost() == null || login == null || colon < 0) {
            // Without the value, which contains a password.
            throw new IllegalArgumentException(
                    Service.MYSQL.variable() + " must have the form mysql://user:password@host:port");
        }
        return new MySqlAddress(
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                decode(login.substring(0, colon)),
                decode(login.substring(colon + 1)));
    }

    public MySqlAddress withLogin(String otherUser, String otherPassword) {
        return new MySqlAddress(host, port, otherUser, otherPassword);
    }

    public String url() {
        return "mysql://%s:%s@%s:%d".formatted(encode(user), encode(password), host, port);
    }

    /** @param database must exist, or be empty */
    public String jdbcUrl(String database) {
        return "jdbc:mysql://%s:%d/%s?user=%s&password=%s"
                .formatted(host, port, database, encode(user), encode(password));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "mysql://" + user + "@" + host + ":" + port;
    }

    private static String encode(String text) {
        // Form encoding, turned into URL encoding.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
