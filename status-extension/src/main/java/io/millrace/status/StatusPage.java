package io.millrace.status;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;

/** The page for a person, which asks {@link StatusResource} for everything that it shows. */
@Path("/millrace")
public final class StatusPage {
    /** Nothing but the page's own files, whatever a server's text that it shows contains. */
    static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** The page. Its links are relative, so that it also works behind a proxy that adds a path. */
    @GET
    public Response page(@Context UriInfo uri) {
        if (uri.getPath().endsWith("/")) {
            return Response.status(Response.Status.TEMPORARY_REDIRECT)
                    .location(URI.create("millrace"))
                    .build();
        }
        return file("page.html", "text/html");
    }

    @GET
    @Path("/page.css")
    public Response style() {
        return file("page.css", "text/css");
    }

    @GET
    @Path("/page.js")
    public Response script() {
        return file("page.js", "text/javascript");
    }

    @GET
    @Path("/icon.svg")
    public Response icon() {
        return file("icon.svg", "image/svg+xml");
    }

    private static Response file(String name, String type) {
        return Response.ok(content(name), type + ";charset=utf-8")
                .header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cache-Control", "no-cache")
                .build();
    }

    static byte[] content(String name) {
        try (InputStream file = StatusPage.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("The plug-in lacks " + name);
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name + " of the plug-in", e);
        }
    }
}
