package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalServicesIT {
    @TempDir
    private Path directory;

    @Test
    void allServicesAnswerUntilTheyAreClosed() {
        Set<Service> told = EnumSet.noneOf(Service.class);
        ServiceEndpoints endpoints;
        try (LocalServices services = LocalServices.start(new LocalServices.Options(
                directory, List.of(), service -> LocalPort.free(), (service, address, time) -> {
                    synchronized (told) {
                        told.add(service);
                    }
                }))) {
            endpoints = services.endpoints();
            assertThat(told).containsExactlyInAnyOrder(Service.values());
            assertThat(endpoints.variables().values()).allMatch(LocalPort::answers);
            assertThat(new ConnectRest(endpoints.connectUrl()).connectors()).isEmpty();
        }
        Arrays.stream(Service.values())
                .filter(service -> service.given().isEmpty())
                .forEach(service -> assertThat(
                                LocalPort.answers(endpoints.variables().getOrDefault(service.variable(), "")))
                        .isFalse());
    }
}
