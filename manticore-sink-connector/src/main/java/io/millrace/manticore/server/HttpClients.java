package io.millrace.manticore.server;

import io.millrace.manticore.document.IndexFaultException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Creates the HTTP client: it keeps connections, and does not retry, redirect, keep cookies or decompress. */
final class HttpClients {
    private static final int CONNECTIONS = 16;
    /** What one call of the system sends or receives: a bulk request is ten times as large, and 8 KB is the default. */
    private static final int BUFFER = 64 << 10;

    private HttpClients() {}

    static CloseableHttpClient create(ManticoreSettings settings) {
        Timeout requestTimeout = Timeout.of(settings.requestTimeout());
        return HttpClientBuilder.create()
                .setConnectionManager(connections(settings, requestTimeout))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(requestTimeout)
                        .setConnectionRequestTimeout(requestTimeout)
                        .build())
                .setConnectionReuseStrategy(HttpClients::isKept)
                // BulkWriter decides what to repeat, and when.
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
    }

    /** After an error Manticore closes the connection without saying so. */
    private static boolean isKept(HttpRequest request, HttpResponse response, HttpContext context) {
        return response.getCode() < HttpStatus.SC_BAD_REQUEST
                && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context);
    }

    private static PoolingHttpClientConnectionManager connections(ManticoreSettings settings, Timeout requestTimeout) {
        PoolingHttpClientConnectionManagerBuilder builder = PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(CONNECTIONS)
                .setMaxConnTotal(CONNECTIONS)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom().setBufferSize(BUFFER).build())
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                        .setSocketTimeout(requestTimeout)
                        // A server that was restarted has forgotten its connections.
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .build());
        settings.trustStore()
                .ifPresent(store -> builder.setTlsSocketStrategy(ClientTlsStrategyBuilder.create()
                        .setSslContext(trusting(store))
                        .buildClassic()));
        return builder.build();
    }

    private static javax.net.ssl.SSLContext trusting(ManticoreSettings.TrustStore store) {
        try {
            return SSLContexts.custom()
                    .loadTrustMaterial(store.path(), store.password())
                    .build();
        } catch (GeneralSecurityException | IOException e) {
            throw new IndexFaultException("The trust store " + store.path() + " cannot be used: " + e.getMessage(), e);
        }
    }
}
