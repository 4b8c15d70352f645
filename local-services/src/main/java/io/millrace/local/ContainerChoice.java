package io.millrace.local;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides whether a server runs in a container: with {@code auto} if an engine answers and the image is available; with
 * {@code always} it must, so that a test of containers never runs without them. The engine is asked only once for each.
 */
final class ContainerChoice {
    /** The system property that requests containers, {@code auto} in the tests; with other values processes are used. */
    static final String PROPERTY = "millrace.containers";

    private static final String ALWAYS = "always";

    private final boolean requested;
    private final boolean required;
    private final ContainerEngine engine;
    private final ComposeImages images;
    private final Map<String, Boolean> provided = new ConcurrentHashMap<>();
    private Optional<Boolean> answer = Optional.empty();

    ContainerChoice(Optional<String> request, ContainerEngine engine, ComposeImages images) {
        this.required = request.filter(ALWAYS::equals).isPresent();
        this.requested = required || request.filter("auto"::equals).isPresent();
        this.engine = engine;
        this.images = images;
    }

    static ContainerChoice ofThisMachine() {
        return new ContainerChoice(
                Optional.ofNullable(System.getProperty(PROPERTY)), new DockerEngine(), ComposeImages.ofThisCheckout());
    }

    /** The image to run the server from; empty for a local process. */
    Optional<String> imageFor(Service service) {
        if (!requested) {
            return Optional.empty();
        }
        String image = images.imageOf(service);
        boolean available = engineAnswers() && provided.computeIfAbsent(image, engine::provides);
        if (required && !available) {
            throw new IllegalStateException(
                    "-D" + PROPERTY + '=' + ALWAYS + ", but no Docker engine provides " + image);
        }
        return available ? Optional.of(image) : Optional.empty();
    }

    private synchronized boolean engineAnswers() {
        if (answer.isEmpty()) {
            answer = Optional.of(engine.answers());
        }
        return answer.get();
    }
}
