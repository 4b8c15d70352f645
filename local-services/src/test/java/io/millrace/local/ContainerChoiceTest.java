package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContainerChoiceTest {
    private static final ComposeImages IMAGES = ComposeImages.ofThisCheckout();
    private static final String NATS_IMAGE = IMAGES.imageOf(Service.NATS);

    private final List<String> questions = new ArrayList<>();

    @Test
    void serverRunsInAContainerIfTheEngineHasItsImage() {
        ContainerChoice choice = choice("auto", new FakeEngine(true, Set.of(NATS_IMAGE)));
        assertThat(choice.imageFor(Service.NATS)).contains(NATS_IMAGE);
        assertThat(choice.imageFor(Service.MYSQL)).isEmpty();
    }

    @Test
    void serversAreProcessesIfNoEngineAnswers() {
        ContainerChoice choice = choice("auto", new FakeEngine(false, Set.of(NATS_IMAGE)));
        assertThat(choice.imageFor(Service.NATS)).isEmpty();
        assertThat(questions).containsExactly("engine?");
    }

    @Test
    void engineIsNotAskedUnlessContainersAreRequested() {
        FakeEngine engine = new FakeEngine(true, Set.of(NATS_IMAGE));
        assertThat(choice("no", engine).imageFor(Service.NATS)).isEmpty();
        assertThat(new ContainerChoice(Optional.empty(), engine, IMAGES).imageFor(Service.NATS))
                .isEmpty();
        assertThat(questions).isEmpty();
    }

    @Test
    void containersCanBeRequired() {
        ContainerChoice choice = choice("always", new FakeEngine(true, Set.of(NATS_IMAGE)));
        assertThat(choice.imageFor(Service.NATS)).contains(NATS_IMAGE);
        assertThatThrownBy(() -> choice.imageFor(Service.MYSQL)).hasMessageContaining(IMAGES.imageOf(Service.MYSQL));
        assertThatThrownBy(
                        () -> choice("always", new FakeEngine(false, Set.of())).imageFor(Service.NATS))
                .hasMessageContaining(NATS_IMAGE);
    }

    @Test
    void engineIsAskedOnlyOnce() {
        ContainerChoice choice = choice("auto", new FakeEngine(true, Set.of()));
        assertThat(choice.imageFor(Service.NATS)).isEmpty();
        assertThat(choice.imageFor(Service.NATS)).isEmpty();
        assertThat(questions).containsExactly("engine?", NATS_IMAGE + "?");
    }

    private static ContainerChoice choice(String request, ContainerEngine engine) {
        return new ContainerChoice(Optional.of(request), engine, IMAGES);
    }

    private final class FakeEngine implements ContainerEngine {
        private final boolean answers;
        private final Set<String> images;

        private FakeEngine(boolean answers, Set<String> images) {
            this.answers = answers;
            this.images = images;
        }

        @Override
        public boolean answers() {
            questions.add("engine?");
            return answers;
        }

        @Override
        public boolean provides(String image) {
            questions.add(image + "?");
            return images.contains(image);
        }
    }
}
