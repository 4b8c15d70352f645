package io.millrace.local;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Lets {@code await()} of every test that has local services on its class path wait for minutes, where Awaitility waits ten
 * seconds by itself: a slow machine is no fault. JUnit finds this class as a service.
 */
public final class PatientTests implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(3));
    }
}
