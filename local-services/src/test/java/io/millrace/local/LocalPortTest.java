package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LocalPortTest {
    private static final int MANY = 2_000;

    @Test
    void noPortIsGivenTwiceToThisJvmOrToAnother() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyPorts.class.getName())
                .redirectErrorStream(true)
                .start();
        Set<String> ports = new HashSet<>();
        try (BufferedReader there = other.inputReader()) {
            for (int i = 0; i < MANY; i++) {
                assertThat(ports.add(Integer.toString(LocalPort.free()))).isTrue();
                String port = String.valueOf(there.readLine());
                assertThat(ports.add(port)).as(port).isTrue();
            }
        } finally {
            other.destroyForcibly();
        }
    }

    /** Another JVM that takes ports. */
    static final class ManyPorts {
        private ManyPorts() {}

        public static void main(String[] arguments) throws IOException {
            for (int i = 0; i < MANY; i++) {
                System.out.println(LocalPort.free());
            }
            // It keeps them as long as it runs.
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
