package io.millrace.local;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides whether a server runs in a container: if that was requested, an engine answers and the image is available.
 * The engine is asked only once for each.
 */
final class ContainerChoice {
    /** The system property that requests containers: {@code auto}, as in the tests; otherwise processes are used. */
    static final String PROPERTY = "millrace.containers";

    private final boolean requested;
    private final ContainerEngine engine;
    private final ComposeImages images;
    private final Map<String, Boolean> provided = new ConcurrentHashMap<>();
    private Optional<Boolean> answer = Optional.empty();

    ContainerChoice(Optional<String> request, ContainerEngine engine, ComposeImages images) {
        this.requested = request.filter("auto"::equals).isPresent();
        this.engine = engine;
        this.images = images;
    }

    static ContainerChoice ofThisMachine() {
        return new ContainerChoice(
                Optional.ofNullable(System.getProperty(PROPERTY)), new DockerEngine(), ComposeImages.ofThisCheckout());
    }

    /** The image to run the server from; empty for a local process. */
    Optional<String> imageFor(Service service) {
        return requested && engineAnswers()
                ? Optional.of(images.imageOf(service))
                        .filter(image -> provided.computeIfAbsent(image, engine::provides))
                : Optional.empty();
    }

    private synchronized boolean engineAnswers() {
        if (answer.isEmpty()) {
            answer = Optional.of(engine.answers());
        }
        return answer.get();
    }
}
