package io.millrace.status;

import io.millrace.state.Placeholders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the placeholders in connectors' settings stand for, by the worker's own {@code config.providers} with their limits. A
 * provider that is a plug-in of its own is not seen from here, so its placeholders stay unknown.
 */
final class WorkerSecrets implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerSecrets.class);
    /** Connect does not give extensions the list of the providers' names. */
    private static final Pattern CLASS = Pattern.compile("config\\.providers\\.([^.]+)\\.class");

    private final Map<String, ConfigProvider> providers = new HashMap<>();
    private final ConfigTransformer transformer;

    /** @param worker the properties of the worker */
    WorkerSecrets(Map<String, ?> worker) {
        worker.forEach((property, className) -> {
            Matcher named = CLASS.matcher(property);
            if (named.matches() && className != null) {
                String prefix = "config.providers." + named.group(1) + ".param.";
                add(named.group(1), className.toString().strip(), withPrefix(worker, prefix));
            }
        });
        transformer = new ConfigTransformer(providers);
    }

    private static Map<String, Object> withPrefix(Map<String, ?> worker, String prefix) {
        Map<String, Object> settings = new HashMap<>();
        worker.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                settings.put(name.substring(prefix.length()), value);
            }
        });
        return settings;
    }

    /** The value without placeholders; empty if one of them is unknown. */
    Optional<String> resolve(String posted) {
        if (!Placeholders.isIn(posted)) {
            return Optional.of(posted);
        }
        try {
            return Optional.ofNullable(transformer
                            .transform(Map.of("value", posted))
                            .data()
                            .get("value"))
                    .filter(value -> !Placeholders.isIn(value));
        } catch (RuntimeException unreadable) {
            LOG.debug("Could not resolve a placeholder", unreadable);
            return Optional.empty();
        }
    }

    private void add(String name, String className, Map<String, Object> settings) {
        try {
            ConfigProvider provider = (ConfigProvider)
                    Class.forName(className).getDeclaredConstructor().newInstance();
            provider.configure(settings);
            providers.put(name, provider);
        } catch (ReflectiveOperationException | ClassCastException | LinkageError | ConfigException e) {
            LOG.info(
                    "The status page does not know what settings with ${{}:…} mean, since {} cannot be loaded from it: {}",
                    name,
                    className,
                    String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        for (ConfigProvider provider : providers.values()) {
            try {
                provider.close();
            } catch (IOException e) {
                throw new UncheckedIOException("Could not close a provider of settings", e);
            }
        }
    }
}
