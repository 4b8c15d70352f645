package io.millrace.quickstart;

import io.millrace.local.MySqlServer;
import io.millrace.local.Service;
import io.millrace.local.ServiceEndpoints;
import java.util.List;

/** The commands that the quickstart suggests once everything is running. */
final class SuggestedCommands {
    private final String search;
    private final String mysql;
    private final String plant;
    private final List<String> addresses;

    SuggestedCommands(ServiceEndpoints endpoints) {
        this(endpoints.manticoreUrl(), endpoints.connectUrl(), mysqlCommand(endpoints), mysqlUrl(endpoints));
    }

    SuggestedCommands(String manticoreUrl, String connectUrl, String mysql, String mysqlUrl) {
        this.addresses = List.of(
                "export " + Service.CONNECT.variable() + "=" + connectUrl,
                "export " + Service.MYSQL.variable() + "=" + mysqlUrl);
        this.plant =
                "curl -s '" + manticoreUrl + "/sql?mode=raw' -d 'query=DELETE FROM " + Shop.PRODUCTS + " WHERE id=3'";
        this.search = "curl -s " + manticoreUrl + "/search -d '%s'";
        this.mysql = mysql;
    }

    /**
     * A line for a shell in the checkout.
     *
     * @param needsManticore whether it needs a real Manticore, since the stand-in refuses it
     */
    record Suggestion(String text, boolean needsManticore) {}

    /** Searches, and a change between them. */
    List<Suggestion> searches() {
        return List.of(
                served(search.formatted(ShopIndex.searchFor("description", "workshop bench"))),
                served(mysql + " \"UPDATE shop.products SET description = 'A lamp that hums quietly.' WHERE id = 3\""),
                served(search.formatted(ShopIndex.searchFor("description", "hums"))),
                new Suggestion(
                        search.formatted("{\"table\":\"" + Shop.PRODUCTS
                                + "\",\"query\":{\"query_string\":\"@title lamp -brass\"},\"highlight\":{}}"),
                        true));
    }

    /** Looks at the pipeline. */
    List<Suggestion> pipeline() {
        return List.of(
                served(addresses.get(0)),
                served(addresses.get(1)),
                served("./millrace status"),
                served("./millrace doctor"));
    }

    /** Deletes a document of which MySQL has the row, and has it back; after the addresses were exported. */
    List<Suggestion> repair() {
        return List.of(served(plant), served("./millrace audit --repair"));
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
        boolean own = Service.MYSQL.given().isEmpty()
                || url.equals(MySqlServer.usual().url());
        return own ? url : WalkthroughOutput.withoutPassword(url);
    }
}
