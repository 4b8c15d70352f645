package io.millrace.bridge;

import io.nats.client.NKey;
import io.nats.client.support.JwtUtils;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;

/** An operator with one account, whose users sign in with a JWT and an NKey. */
final class TestOperator {
    private static final Duration FOREVER = Duration.ZERO;

    private final NKey operator = NKey.createOperator(null);
    private final NKey account = NKey.createAccount(null);

    TestOperator() throws GeneralSecurityException, IOException {}

    /** The part of the server's configuration that makes it trust the operator and know the account. */
    String serverConfiguration() throws GeneralSecurityException, IOException {
        NKey systemAccount = NKey.createAccount(null);
        return """
                operator: %s
                system_account: %s
                resolver: MEMORY
                resolver_preload: { %s: %s, %s: %s }
                """.formatted(
                        jwt(operator, "operator", "{\"type\":\"operator\",\"version\":2}"),
                        publicKey(systemAccount),
                        publicKey(systemAccount),
                        jwt(systemAccount, "system", accountClaims(0)),
                        publicKey(account),
                        jwt(account, "account", accountClaims(-1)));
    }

    private static String accountClaims(int jetStreamLimit) {
        return """
                {"type":"account","version":2,"limits":{"subs":-1,"conn":-1,"leaf":-1,"imports":-1,"exports":-1,
                "data":-1,"payload":-1,"wildcards":true,"mem_storage":%1$d,"disk_storage":%1$d,"streams":%1$d,
                "consumer":%1$d}}
                """.formatted(jetStreamLimit);
    }

    /** A credentials file of a new user, as nsc writes it. */
    String credentials() throws GeneralSecurityException, IOException {
        NKey user = NKey.createUser(null);
        return """
                -----BEGIN NATS USER JWT-----
                %s
                ------END NATS USER JWT------

                -----BEGIN USER NKEY SEED-----
                %s
                ------END USER NKEY SEED------
                """.formatted(
                JwtUtils.issueUserJWT(account, publicKey(account), publicKey(user)), new String(user.getSeed()));
    }

    private String jwt(NKey subject, String name, String claims) throws GeneralSecurityException, IOException {
        return JwtUtils.issueJWT(
                operator,
                publicKey(subject),
                name,
                FOREVER,
                JwtUtils.currentTimeSeconds(),
                publicKey(operator),
                () -> claims);
    }

    private static String publicKey(NKey key) throws GeneralSecurityException, IOException {
        return new String(key.getPublicKey());
    }
}
