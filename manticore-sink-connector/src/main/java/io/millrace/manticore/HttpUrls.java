package io.millrace.manticore;

import java.net.URI;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** A list of addresses {@code http://host:port} or {@code https://host:port}. */
final class HttpUrls implements ConfigDef.Validator {
    @Override
    public void ensureValid(String name, Object value) {
        List<?> urls = (List<?>) value;
        if (urls.isEmpty()) {
            throw new ConfigException(name, value, "Name at least one URL");
        }
        for (Object url : urls) {
            if (!isAddress(String.valueOf(url))) {
                throw new ConfigException(name, url, "Must be a URL like http://host:9308");
            }
        }
    }

    private static boolean isAddress(String url) {
        try {
            URI uri = URI.create(url);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && (uri.getPath().isEmpty() || uri.getPath().equals("/"));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "URLs like http://host:9308";
    }
}
