package io.millrace.local;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether a server runs in a container: where that is wished, when an engine answers and the image can be had. Each is
 * asked once.
 */
final class ContainerChoice {
    /** The system property with the wish: {@code auto}, which the tests have, or else local processes. */
    static final String PROPERTY = "millrace.containers";

    private final boolean wished;
    private final ContainerEngine engine;
    private final ComposeImages images;
    private final Map<String, Boolean> provided = new ConcurrentHashMap<>();
    private Optional<Boolean> answer = Optional.empty();

    ContainerChoice(Optional<String> wish, ContainerEngine engine, ComposeImages images) {
        this.wished = wish.filter("auto"::equals).isPresent();
        this.engine = engine;
        this.images = images;
    }

    static ContainerChoice ofThisMachine() {
        return new ContainerChoice(
                Optional.ofNullable(System.getProperty(PROPERTY)), new DockerEngine(), ComposeImages.ofThisCheckout());
    }

    /** The image to run the server from, or nothing for a local process. */
    Optional<String> imageFor(Service service) {
        return wished && engineAnswers()
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
