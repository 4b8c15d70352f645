package io.millrace.local;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout of Millrace that contains the working directory. */
public final class Checkout {
    private static final String VARIABLE = "MILLRACE_HOME";

    private Checkout() {}

    /** The folder that {@code MILLRACE_HOME} names, or the checkout around the working directory. */
    public static Path root() {
        return Environment.path(VARIABLE).orElseGet(Checkout::above);
    }

    public static Path connectConfig() {
        return root().resolve("connect-config");
    }

    private static Path above() {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("connect-config"))
                    && Files.isDirectory(folder.resolve("local-services"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                start + " is not inside a checkout of Millrace. Change to one, or set " + VARIABLE + ".");
    }
}
