package io.millrace.quickstart;

import io.millrace.local.MySqlServer;
import io.millrace.local.Service;
import io.millrace.local.ServiceEndpoints;
import java.util.List;

/** The commands that the quickstart suggests once everything is running. */
final class SuggestedCommands {
    private final String search;
    private final String status;
    private final String mysql;
    private final String doctor;

    SuggestedCommands(ServiceEndpoints endpoints) {
        this(endpoints.manticoreUrl(), endpoints.connectUrl(), mysqlCommand(endpoints), mysqlUrl(endpoints));
    }

    SuggestedCommands(String manticoreUrl, String connectUrl, String mysql, String mysqlUrl) {
        this.doctor = "./millrace doctor --connect-url=" + connectUrl + " --mysql-url=" + mysqlUrl;
        this.search = "curl -s " + manticoreUrl + "/search -d '%s'";
        this.status = "curl -s '" + connectUrl + "/connectors?expand=status'";
        this.mysql = mysql;
    }

    /**
     * A line for a shell in the checkout.
     *
     * @param needsManticore whether it needs a real Manticore, since the stand-in refuses it
     */
    record Suggestion(String text, boolean needsManticore) {}

    List<Suggestion> all() {
        return List.of(
                served(search.formatted(ShopIndex.searchFor("description", "workshop bench"))),
                served(mysql + " \"UPDATE shop.products SET description = 'A lamp that hums quietly.' WHERE id = 3\""),
                served(search.formatted(ShopIndex.searchFor("description", "hums"))),
                new Suggestion(
                        search.formatted("{\"table\":\"" + Shop.PRODUCTS
                                + "\",\"query\":{\"query_string\":\"@title lamp -brass\"},\"highlight\":{}}"),
                        true),
                served(status),
                served(doctor));
    }

    private static Suggestion served(String text) {
        return new Suggestion(text, false);
    }

    private static String mysqlCommand(ServiceEndpoints endpoints) {
        String url = endpoints.mysql().url();
        if (url.equals(MySqlServer.usual().url())) {
            return "./services sql";
        }
        return Service.MYSQL.variable() + "=" + mysqlUrl(endpoints) + " ./services sql";
    }

    /** With the password only if it is the quickstart's own. */
    private static String mysqlUrl(ServiceEndpoints endpoints) {
        String url = endpoints.mysql().url();
        return Service.MYSQL.given().isPresent() ? WalkthroughOutput.withoutPassword(url) : url;
    }
}
