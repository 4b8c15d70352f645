package io.millrace.endtoend.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where no Docker engine can run, local-services/with-engine and install-engine say why, with the exit code 75, which
 * ./verify does not take for a failure. Programs of the machine are replaced by others that answer as on such a machine.
 */
class EngineScriptsTest {
    private static final int UNAVAILABLE = 75;

    @TempDir
    private Path programs;

    @Test
    void rootIsNeeded() throws Exception {
        program("id", "echo 1000");

        ComposeProject.Result result = run("with-engine");

        assertThat(result.output()).contains("A Docker engine needs root.").doesNotContain("ran");
        assertThat(result.exitCode()).isEqualTo(UNAVAILABLE);
    }

    @Test
    void rootMustBeAllowedToMakeNamespacesAndMounts() throws Exception {
        program("id", "echo 0");
        program("unshare", "echo 'unshare failed: Operation not permitted' >&2; exit 1");

        ComposeProject.Result result = run("with-engine");

        assertThat(result.output())
                .contains("namespaces and mounts of its own", "Operation not permitted")
                .doesNotContain("ran");
        assertThat(result.exitCode()).isEqualTo(UNAVAILABLE);
    }

    @Test
    void aMirrorOfDebianThatDoesNotAnswerIsNamed() throws Exception {
        program("apt-get", """
                [ "$1" != indextargets ] || { echo 'Debian http://mirror.example.com/debian/'; exit; }
                echo 'Err: Could not resolve mirror.example.com' >&2
                exit 100""");

        ComposeProject.Result result = run("install-engine");

        assertThat(result.output())
                .contains("http://mirror.example.com/debian/ does not answer", "Could not resolve mirror.example.com");
        assertThat(result.exitCode()).isEqualTo(UNAVAILABLE);
    }

    @Test
    void aMachineWithoutPackagesOfDebianSaysSo() throws Exception {
        program("apt-get", "exit 0");

        ComposeProject.Result result = run("install-engine");

        assertThat(result.output()).contains("apt-get has no Debian mirror configured");
        assertThat(result.exitCode()).isEqualTo(UNAVAILABLE);
    }

    /** Debian unstable lacks a package now and then. */
    @Test
    void aPackageThatDebianDoesNotHaveIsNamed() throws Exception {
        program("apt-get", """
                [ "$1" != indextargets ] || echo 'Debian http://mirror.example.com/debian/'
                case "$*" in *--simulate*) echo 'E: Unable to locate package nats-server' >&2; exit 100 ;; esac""");

        ComposeProject.Result result = run("install-engine");

        assertThat(result.output()).contains("do not fit together", "Unable to locate package nats-server");
        assertThat(result.exitCode()).isEqualTo(UNAVAILABLE);
    }

    @Test
    void packagesThatCannotBeUnpackedAreAFailure() throws Exception {
        program("apt-get", """
                [ "$1" != indextargets ] || echo 'Debian http://mirror.example.com/debian/'""");
        program("dpkg", "echo 'dpkg-deb: error: corrupted archive' >&2; exit 2");

        ComposeProject.Result result = run("install-engine");

        assertThat(result.output()).contains("corrupted archive");
        assertThat(result.exitCode()).isNotIn(0, UNAVAILABLE);
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(programs.resolve(name), "#!/bin/bash\n" + script + '\n');
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private ComposeProject.Result run(String script) throws Exception {
        return ComposeProject.run(
                programs,
                List.of(
                        "bash",
                        "-c",
                        "PATH=$PWD:$PATH MILLRACE_CACHE=$PWD/cache exec \"$0\" echo ran",
                        Checkout.root().resolve("local-services/" + script).toString()));
    }
}
