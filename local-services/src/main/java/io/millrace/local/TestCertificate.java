package io.millrace.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A key with its self-signed certificate, for tests, in the forms that Java and nats-server read. */
public final class TestCertificate {
    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private final Path keyStore;
    private final String password;
    private final KeyStore content;

    private TestCertificate(Path keyStore, String password, KeyStore content) {
        this.keyStore = keyStore;
        this.password = password;
        this.content = content;
    }

    /**
     * Makes both.
     *
     * @param subject the name that the certificate is for, such as {@code IP:127.0.0.1} or {@code dns:localhost}
     */
    public static TestCertificate create(Path keyStore, String password, String subject) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "key",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + keyStore.getFileName(),
                        "-ext",
                        "SAN=" + subject,
                        "-keystore",
                        keyStore.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        password)
                .inheritIO()
                .start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool failed");
        }
        return read(keyStore, password);
    }

    public static TestCertificate read(Path keyStore, String password) throws Exception {
        KeyStore content = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            content.load(in, password.toCharArray());
        }
        return new TestCertificate(keyStore, password, content);
    }

    /** With the key and the certificate. */
    public Path keyStore() {
        return keyStore;
    }

    /** For a server that has this key. */
    public SSLContext serverContext() throws GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(content, password.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** With the certificate, as one to trust. */
    public Path trustStore() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("trusted", content.getCertificate("key"));
        Path file = sibling("-trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            trusted.store(out, password.toCharArray());
        }
        return file;
    }

    public Path certificatePem() throws GeneralSecurityException, IOException {
        return writePem(
                "-cert.pem", "CERTIFICATE", content.getCertificate("key").getEncoded());
    }

    public Path keyPem() throws GeneralSecurityException, IOException {
        return writePem(
                "-key.pem",
                "PRIVATE KEY",
                content.getKey("key", password.toCharArray()).getEncoded());
    }

    private Path writePem(String suffix, String type, byte[] content) throws IOException {
        return Files.writeString(
                sibling(suffix),
                "-----BEGIN " + type + "-----\n" + PEM.encodeToString(content) + "\n-----END " + type + "-----\n");
    }

    private Path sibling(String suffix) {
        return keyStore.resolveSibling(keyStore.getFileName() + suffix);
    }
}
