package io.millrace.nats;

import io.nats.client.AuthHandler;
import io.nats.client.NKey;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How to reach NATS: the values of the {@link NatsSetting}s. {@link #toString} never contains a secret. */
public final class NatsSettings {
    private final Map<NatsSetting, String> values = new EnumMap<>(NatsSetting.class);

    private NatsSettings() {}

    /** Takes the settings out of a larger map, keyed by {@link NatsSetting#key()}; empty values count as not set. */
    public static NatsSettings from(Map<String, String> properties) {
        NatsSettings settings = new NatsSettings();
        for (NatsSetting setting : NatsSetting.values()) {
            String value = properties.get(setting.key());
            if (value == null || value.isBlank()) {
                value = setting.defaultValue();
            }
            if (value != null) {
                settings.values.put(setting, value.strip());
            }
        }
        return settings;
    }

    /** The faults by the setting to correct; empty if there are none. Opens no connection. */
    public Map<NatsSetting, String> faults() {
        Map<NatsSetting, String> faults = new EnumMap<>(NatsSetting.class);
        List<NatsSetting> ways = new ArrayList<>();
        for (NatsSetting way :
                List.of(NatsSetting.USER, NatsSetting.TOKEN, NatsSetting.NKEY_SEED, NatsSetting.CREDENTIALS_FILE)) {
            if (values.containsKey(way)) {
                ways.add(way);
            }
        }
        for (NatsSetting way : ways.subList(Math.min(1, ways.size()), ways.size())) {
            faults.put(
                    way,
                    "Only one of user, token, NKey and credentials file can be used, and "
                            + ways.get(0).key() + " is set too");
        }
        requireTogether(faults, NatsSetting.USER, NatsSetting.PASSWORD);
        requireTogether(faults, NatsSetting.TRUSTSTORE_PATH, NatsSetting.TRUSTSTORE_PASSWORD);
        requireTogether(faults, NatsSetting.KEYSTORE_PATH, NatsSetting.KEYSTORE_PASSWORD);
        for (NatsSetting file :
                List.of(NatsSetting.CREDENTIALS_FILE, NatsSetting.TRUSTSTORE_PATH, NatsSetting.KEYSTORE_PATH)) {
            get(file)
                    .filter(path -> !isReadable(path))
                    .ifPresent(path -> faults.put(file, "File " + path + " does not exist or cannot be read"));
        }
        if (values.containsKey(NatsSetting.NKEY_SEED)) {
            try {
                NKey.fromSeed(values.get(NatsSetting.NKEY_SEED).toCharArray());
            } catch (IllegalArgumentException e) {
                faults.put(NatsSetting.NKEY_SEED, "Not the seed of an NKey");
            }
        }
        try {
            if (Long.parseLong(values.get(NatsSetting.CONNECTION_TIMEOUT_MS)) <= 0) {
                faults.put(NatsSetting.CONNECTION_TIMEOUT_MS, "Must be above 0");
            }
        } catch (NumberFormatException e) {
            faults.put(NatsSetting.CONNECTION_TIMEOUT_MS, "Must be a number of milliseconds");
        }
        if (servers().indexOf('@') >= 0) {
            faults.put(
                    NatsSetting.SERVERS,
                    "Must not contain a user, password or token, because it is shown to everybody; use the"
                            + " settings for these");
            return faults;
        }
        try {
            new Options.Builder().server(servers()).build();
        } catch (IllegalArgumentException e) {
            faults.put(NatsSetting.SERVERS, "Must be NATS URLs like nats://host:4222: " + e.getMessage());
        }
        return faults;
    }

    /**
     * Options for a connection; the caller adds reconnects, listeners and the connection's name.
     *
     * @throws IllegalArgumentException if there are {@link #faults()}
     */
    public Options.Builder toOptions() {
        faults().forEach((setting, fault) -> {
            throw new IllegalArgumentException(setting.key() + ": " + fault);
        });
        Options.Builder options = new Options.Builder()
                .server(values.get(NatsSetting.SERVERS))
                // Subjects hold names of tables, which may be of any alphabet. Without it, other letters become '?'.
                .supportUTF8Subjects()
                .connectionTimeout(Duration.ofMillis(Long.parseLong(values.get(NatsSetting.CONNECTION_TIMEOUT_MS))));
        get(NatsSetting.USER).ifPresent(user -> options.userInfo(user.toCharArray(), secret(NatsSetting.PASSWORD)));
        get(NatsSetting.TOKEN).ifPresent(token -> options.token(token.toCharArray()));
        get(NatsSetting.NKEY_SEED).ifPresent(seed -> options.authHandler(new NKeyHandler(seed)));
        get(NatsSetting.CREDENTIALS_FILE).ifPresent(file -> options.authHandler(Nats.credentials(file)));
        get(NatsSetting.TRUSTSTORE_PATH)
                .ifPresent(path ->
                        options.truststorePath(path).truststorePassword(secret(NatsSetting.TRUSTSTORE_PASSWORD)));
        get(NatsSetting.KEYSTORE_PATH)
                .ifPresent(path -> options.keystorePath(path).keystorePassword(secret(NatsSetting.KEYSTORE_PASSWORD)));
        return options;
    }

    /** The servers as configured, for messages. */
    public String servers() {
        return get(NatsSetting.SERVERS).orElseThrow();
    }

    @Override
    public String toString() {
        return servers().replaceAll("[^/,]*@", "…@");
    }

    private Optional<String> get(NatsSetting setting) {
        return Optional.ofNullable(values.get(setting));
    }

    /** Whether a file can be read; nothing whose name no file can have is one. */
    public static boolean isReadable(String file) {
        try {
            return Files.isReadable(Path.of(file));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private char[] secret(NatsSetting setting) {
        return get(setting).orElseThrow().toCharArray();
    }

    private void requireTogether(Map<NatsSetting, String> faults, NatsSetting one, NatsSetting other) {
        if (values.containsKey(one) && !values.containsKey(other)) {
            faults.put(other, "Required with " + one.key());
        }
        if (values.containsKey(other) && !values.containsKey(one)) {
            faults.put(one, "Required with " + other.key());
        }
    }

    private static final class NKeyHandler implements AuthHandler {
        private final NKey key;

        NKeyHandler(String seed) {
            key = NKey.fromSeed(seed.toCharArray());
        }

        @Override
        public byte[] sign(byte[] nonce) {
            try {
                return key.sign(nonce);
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException("The NKey cannot sign the server's challenge", e);
            }
        }

        @Override
        public char[] getID() {
            try {
                return key.getPublicKey();
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException("The NKey has no public key", e);
            }
        }

        @Override
        public char[] getJWT() {
            return new char[0];
        }
    }
}
