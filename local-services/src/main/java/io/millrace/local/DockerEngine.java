package io.millrace.local;

import com.github.dockerjava.api.model.Info;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.utility.DockerImageName;

/** The Docker engine on this machine, through Testcontainers. */
final class DockerEngine implements ContainerEngine {
    private static final Logger LOG = LoggerFactory.getLogger(DockerEngine.class);

    /** Testcontainers searches for seconds and fills the log, so it is asked only if a socket or DOCKER_HOST exists. */
    @Override
    public boolean answers() {
        return hasAddress()
                && isAvailable()
                && sharesOurNetwork(DockerClientFactory.instance().getInfo());
    }

    @Override
    public boolean provides(String image) {
        try {
            new RemoteDockerImage(DockerImageName.parse(image)).get();
            return true;
        } catch (RuntimeException e) {
            LOG.info("Image {} is not available; using a local process instead: {}", image, e.toString());
            return false;
        }
    }

    private static boolean hasAddress() {
        Stream<Path> sockets = Stream.of(
                        Optional.of(Path.of("/var/run/docker.sock")),
                        Environment.path("XDG_RUNTIME_DIR").map(folder -> folder.resolve("docker.sock")))
                .flatMap(Optional::stream);
        return Environment.text("DOCKER_HOST").isPresent() || sockets.anyMatch(Files::exists);
    }

    private static boolean isAvailable() {
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (RuntimeException e) {
            LOG.info("The Docker engine is not usable; using local processes: {}", e.toString());
            return false;
        }
    }

    /** Excludes engines on another machine, and Docker Desktop, which runs in a virtual machine. */
    private static boolean sharesOurNetwork(Info engine) {
        String system = String.valueOf(engine.getOperatingSystem());
        return "unix"
                        .equals(DockerClientFactory.instance()
                                .getTransportConfig()
                                .getDockerHost()
                                .getScheme())
                && "linux".equals(engine.getOsType())
                && !system.contains("Docker Desktop");
    }
}
