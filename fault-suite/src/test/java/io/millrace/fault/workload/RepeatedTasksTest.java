package io.millrace.fault.workload;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RepeatedTasksTest {
    private final RepeatedTasks tasks = new RepeatedTasks("workload");

    @AfterEach
    void close() {
        tasks.close();
    }

    @Test
    void aTaskThatDoesNotEndIsNotWaitedForForEver() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        tasks.add(() -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return null;
        });
        begun.await();

        assertThatThrownBy(() -> tasks.end(Duration.ZERO)).hasMessage("The workload did not end within 0 s");
    }

    @Test
    void whatATaskFailedWithIsSaid() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        tasks.add(() -> {
            begun.countDown();
            throw new SQLException("MySQL has not come back within 360 s");
        });
        begun.await();

        assertThatThrownBy(tasks::end)
                .hasMessageStartingWith("The workload failed")
                .hasMessageContaining("MySQL has not come back within 360 s");
    }
}
