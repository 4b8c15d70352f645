package io.millrace.local;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import java.time.Duration;
import java.time.Instant;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/** A server in a container. Killing or stopping it keeps the container, and with it the data and the address. */
final class ServerContainer implements LocalServer {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private final GenericContainer<?> container;
    private final Answer answer;
    private final DockerClient docker = DockerClientFactory.lazyClient();

    private ServerContainer(GenericContainer<?> container, Answer answer) {
        this.container = container;
        this.answer = answer;
    }

    /** Starts it; returns once it answers. */
    static ServerContainer start(GenericContainer<?> container, ServerCommand.Probe probe) {
        Answer answer = new Answer(probe);
        container.waitingFor(answer).start();
        return new ServerContainer(container, answer);
    }

    @Override
    public synchronized void kill() {
        if (container.isRunning()) {
            docker.killContainerCmd(container.getContainerId()).exec();
            awaitEnd();
        }
    }

    @Override
    public synchronized void stop() {
        if (container.isRunning()) {
            docker.stopContainerCmd(container.getContainerId())
                    .withTimeout((int) STOP_LIMIT.toSeconds())
                    .exec();
            awaitEnd();
        }
    }

    @Override
    public synchronized void restart() {
        stop();
        docker.startContainerCmd(container.getContainerId()).exec();
        answer.waitUntilReady(container);
    }

    @Override
    public void freeze() {
        docker.pauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void thaw() {
        docker.unpauseContainerCmd(container.getContainerId()).exec();
    }

    /** Removes the container and its data. */
    @Override
    public synchronized void close() {
        container.stop();
    }

    private void awaitEnd() {
        docker.waitContainerCmd(container.getContainerId())
                .exec(new WaitContainerResultCallback())
                .awaitStatusCode();
    }

    /** Waits with the same probe as for a process. */
    private static final class Answer extends AbstractWaitStrategy {
        private static final Duration INTERVAL = Duration.ofMillis(100);
        private static final Duration LIMIT = Duration.ofMinutes(5);

        private final ServerCommand.Probe probe;

        private Answer(ServerCommand.Probe probe) {
            this.probe = probe;
            withStartupTimeout(LIMIT);
        }

        @Override
        protected void waitUntilReady() {
            Instant deadline = Instant.now().plus(startupTimeout);
            while (true) {
                try {
                    probe.check();
                    return;
                } catch (InterruptedException e) {
                    throw interrupted(e);
                } catch (Exception notYet) {
                    if (!waitStrategyTarget.isRunning()) {
                        throw new ContainerLaunchException("The server has ended", notYet);
                    }
                    if (Instant.now().isAfter(deadline)) {
                        throw new ContainerLaunchException(
                                "No answer within " + startupTimeout.toSeconds() + " s", notYet);
                    }
                    pause();
                }
            }
        }

        private static void pause() {
            try {
                Thread.sleep(INTERVAL.toMillis());
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }

        private static ContainerLaunchException interrupted(InterruptedException cause) {
            Thread.currentThread().interrupt();
            return new ContainerLaunchException("Interrupted while waiting for the container", cause);
        }
    }
}
