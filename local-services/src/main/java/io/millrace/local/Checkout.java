package io.millrace.local;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout of Millrace that this runs in, from whichever of its folders. */
public final class Checkout {
    private static final String VARIABLE = "MILLRACE_HOME";

    private Checkout() {}

    /** The folder named by {@code MILLRACE_HOME}, or the nearest one above the working directory that is a checkout. */
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
                "No checkout of Millrace around " + start + ". Start it from one, or set " + VARIABLE + ".");
    }
}
