package io.millrace.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.DriverExecutionException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.ColumnDefinitions;
import com.datastax.oss.driver.api.core.cql.ExecutionInfo;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.SyntaxError;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PageReaderTest {
    private final Queue<Object> answers = new ArrayDeque<>();
    private final UUID planned = UUID.randomUUID();
    private UUID current = planned;
    private int asked;

    /** It does not know the table yet after a restart, or while a change of the schema travels through the cluster. */
    @Test
    void aCoordinatorThatHasNoSchemaForAMomentIsAskedAgain() throws Exception {
        answers(
                new InvalidQueryException(null, "table rows does not exist"),
                new InvalidQueryException(null, "unconfigured table rows"),
                new EmptyPage());

        assertThat(reader(Duration.ofMinutes(5)).next()).isPresent();
        assertThat(asked).isEqualTo(3);
    }

    /** With the old paging states, rows of the new table would be left out without an error. */
    @Test
    void aTableThatWasDroppedAndCreatedAgainEndsTheReader() {
        answers(new InvalidQueryException(null, "unconfigured table rows"), new EmptyPage());
        current = UUID.randomUUID();

        assertThatThrownBy(() -> reader(Duration.ofMinutes(5)).next())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Table snap.rows was dropped");
    }

    @Test
    void aClusterThatCannotSayWhichTableItHasIsAskedAgain() throws Exception {
        answers(new InvalidQueryException(null, "unconfigured table rows"), new EmptyPage(), new EmptyPage());
        AtomicBoolean away = new AtomicBoolean(true);

        assertThat(reader(Duration.ofMinutes(5), () -> {
                            if (away.getAndSet(false)) {
                                throw new DriverExecutionException(new IllegalStateException("no control connection"));
                            }
                            return Optional.of(planned);
                        })
                        .next())
                .isPresent();
        assertThat(asked).isEqualTo(3);
    }

    /** The coordinator of the page knows it already. */
    @Test
    void aNodeThatDoesNotKnowTheTableYetIsAskedAgain() throws Exception {
        answers(new InvalidQueryException(null, "unconfigured table rows"), new EmptyPage(), new EmptyPage());
        AtomicBoolean behind = new AtomicBoolean(true);

        assertThat(reader(
                                Duration.ofMinutes(5),
                                () -> behind.getAndSet(false) ? Optional.empty() : Optional.of(planned))
                        .next())
                .isPresent();
        assertThat(asked).isEqualTo(3);
    }

    @Test
    void aTableThatIsNotThereEndsTheReaderAfterTheTimeout() {
        answers(
                new InvalidQueryException(null, "table rows does not exist"),
                new InvalidQueryException(null, "table rows does not exist"));

        assertThatThrownBy(() -> reader(Duration.ZERO).next()).isInstanceOf(InvalidQueryException.class);
    }

    @Test
    void whatCassandraForbidsOrDoesNotUnderstandIsAskedOnce() {
        for (DriverException refusal : List.of(
                new UnauthorizedException(null, "User has no SELECT permission"),
                new SyntaxError(null, "no viable alternative"))) {
            answers(refusal);
            asked = 0;

            assertThatThrownBy(() -> reader(Duration.ofMinutes(5)).next()).isSameAs(refusal);
            assertThat(asked).isEqualTo(1);
        }
    }

    private void answers(Object... next) {
        answers.addAll(Arrays.asList(next));
    }

    private PageReader reader(Duration retryTimeout) {
        return reader(retryTimeout, () -> Optional.of(current));
    }

    private PageReader reader(Duration retryTimeout, Supplier<Optional<UUID>> currentId) {
        TableIdentity table = new TableIdentity(new CqlTableName("snap", "rows"), Optional.of(planned), currentId);
        return new PageReader(this::answer, table, retryTimeout, new StopSignal());
    }

    private CompletionStage<AsyncResultSet> answer() {
        asked++;
        Object next = answers.remove();
        return next instanceof DriverException failure
                ? CompletableFuture.failedFuture(failure)
                : CompletableFuture.completedFuture((AsyncResultSet) next);
    }

    /** The last one of a range without rows. */
    private static final class EmptyPage implements AsyncResultSet {
        @Override
        public ColumnDefinitions getColumnDefinitions() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ExecutionInfo getExecutionInfo() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int remaining() {
            return 0;
        }

        @Override
        public Iterable<Row> currentPage() {
            return List.of();
        }

        @Override
        public boolean hasMorePages() {
            return false;
        }

        @Override
        public CompletionStage<AsyncResultSet> fetchNextPage() {
            throw new IllegalStateException("There is no next page");
        }

        @Override
        public boolean wasApplied() {
            return true;
        }
    }
}
