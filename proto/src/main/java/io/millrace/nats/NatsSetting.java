package io.millrace.nats;

import org.jspecify.annotations.Nullable;

/**
 * One setting of the connection to NATS. The connectors make their ConfigDefs from it and the command line tools their
 * properties, so a setting has the same name, default and text everywhere.
 */
public enum NatsSetting {
    SERVERS(
            "nats.servers",
            "nats://127.0.0.1:4222",
            false,
            "NATS servers to connect to, comma-separated: nats://host:port, or tls://host:port to require TLS."),
    USER("nats.user", null, false, "User name; requires nats.password."),
    PASSWORD("nats.password", null, true, "Password of nats.user."),
    TOKEN("nats.token", null, true, "Authentication token."),
    NKEY_SEED("nats.nkey.seed", null, true, "Seed of the NKey to sign in with (SU...)."),
    CREDENTIALS_FILE("nats.credentials.file", null, false, "File with a user's JWT and NKey seed, as nsc writes it."),
    TRUSTSTORE_PATH(
            "nats.tls.truststore.path",
            null,
            false,
            "Key store (JKS or PKCS#12) with the certificates to trust; if set, TLS is required."),
    TRUSTSTORE_PASSWORD("nats.tls.truststore.password", null, true, "Password of the trust store."),
    KEYSTORE_PATH(
            "nats.tls.keystore.path",
            null,
            false,
            "Key store (JKS or PKCS#12) with the client's key and certificate, for mutual TLS."),
    KEYSTORE_PASSWORD("nats.tls.keystore.password", null, true, "Password of the key store and its key."),
    CONNECTION_TIMEOUT_MS(
            "nats.connection.timeout.ms", "5000", false, "How long one attempt to connect to one server may take.");

    private final String key;
    private final @Nullable String defaultValue;
    private final boolean secret;
    private final String documentation;

    NatsSetting(String key, @Nullable String defaultValue, boolean secret, String documentation) {
        this.key = key;
        this.defaultValue = defaultValue;
        this.secret = secret;
        this.documentation = documentation;
    }

    public String key() {
        return key;
    }

    /** The value if it is not set; null if there is none. */
    public @Nullable String defaultValue() {
        return defaultValue;
    }

    /** Whether the value is a secret. */
    public boolean secret() {
        return secret;
    }

    public String documentation() {
        return documentation;
    }
}
