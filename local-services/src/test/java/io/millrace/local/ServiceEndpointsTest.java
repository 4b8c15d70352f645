package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceEndpointsTest {
    @Test
    void mySqlUrlSurvivesParsingAndFormatting() {
        MySqlAddress address = MySqlAddress.parse("mysql://shop%40eu:p%3Aw%2B%20d@db.internal:3307");
        assertThat(address).isEqualTo(new MySqlAddress("db.internal", 3307, "shop@eu", "p:w+ d"));
        assertThat(MySqlAddress.parse(address.url())).isEqualTo(address);
    }

    @Test
    void mySqlUrlWithoutAPortMeansTheDefaultPort() {
        assertThat(MySqlAddress.parse("mysql://root:x@db").port()).isEqualTo(3306);
    }

    @Test
    void messageAboutAnInvalidMySqlUrlOmitsThePassword() {
        assertThatThrownBy(() -> MySqlAddress.parse("jdbc:mysql://root:secret@db"))
                .hasMessageContaining("MILLRACE_MYSQL_URL")
                .hasMessageNotContaining("secret");
        assertThat(new MySqlAddress("db", 1, "root", "secret")).asString().doesNotContain("secret");
    }

    @Test
    void connectorsLogInAsDebeziumAndOthersAsTheOwner() {
        ServiceEndpoints endpoints = new ServiceEndpoints(Map.of(
                Service.MYSQL, "mysql://root:x@db:3306",
                Service.NATS, "nats://n:4222",
                Service.KAFKA, "k:9092",
                Service.MANTICORE, "http://m:9308"));
        assertThat(endpoints.forConnectors(endpoints.mysql().withLogin("debezium", "dbz")))
                .containsEntry("MILLRACE_MYSQL_USER", "debezium")
                .containsEntry("MILLRACE_MYSQL_PASSWORD", "dbz")
                .containsEntry("MILLRACE_KAFKA_BOOTSTRAP", "k:9092");
        assertThat(endpoints.variables()).containsEntry("MILLRACE_MYSQL_URL", "mysql://root:x@db:3306");
    }
}
