package io.millrace.local;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The addresses of the services, in the form of the {@code MILLRACE_…} variables. */
public final class ServiceEndpoints {
    private final Map<Service, String> addresses;

    ServiceEndpoints(Map<Service, String> addresses) {
        this.addresses = new EnumMap<>(addresses);
    }

    /** With a user who may create databases. */
    public MySqlAddress mysql() {
        return MySqlAddress.parse(address(Service.MYSQL));
    }

    public String natsUrl() {
        return address(Service.NATS);
    }

    public String kafkaBootstrap() {
        return address(Service.KAFKA);
    }

    public String manticoreUrl() {
        return address(Service.MANTICORE);
    }

    public String connectUrl() {
        return address(Service.CONNECT);
    }

    /** The endpoints as environment variables. */
    public Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        addresses.forEach((service, address) -> variables.put(service.variable(), address));
        return variables;
    }

    /** The variables that the files in connect-config refer to, for a worker's environment. */
    Map<String, String> forConnectors(MySqlAddress debezium) {
        return Map.of(
                "MILLRACE_MYSQL_HOST", debezium.host(),
                "MILLRACE_MYSQL_PORT", Integer.toString(debezium.port()),
                "MILLRACE_MYSQL_USER", debezium.user(),
                "MILLRACE_MYSQL_PASSWORD", debezium.password(),
                "MILLRACE_NATS_URL", natsUrl(),
                "MILLRACE_KAFKA_BOOTSTRAP", kafkaBootstrap(),
                "MILLRACE_MANTICORE_URL", manticoreUrl());
    }

    private String address(Service service) {
        String address = addresses.get(service);
        if (address == null) {
            throw new IllegalStateException(service.title() + " is not one of these services");
        }
        return address;
    }
}
