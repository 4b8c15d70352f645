package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The images in docker-compose.yml, the only place that states their versions. */
final class ComposeImages {
    private final Path file;

    ComposeImages(Path file) {
        this.file = file;
    }

    static ComposeImages ofThisCheckout() {
        return new ComposeImages(Checkout.root().resolve("docker-compose.yml"));
    }

    String imageOf(Service service) {
        String name = service.name().toLowerCase(Locale.ROOT);
        Matcher image =
                Pattern.compile("(?m)^  " + name + ":\n    image: (\\S+)$").matcher(read());
        if (!image.find()) {
            throw new IllegalStateException(file + " has no image at the beginning of its service " + name);
        }
        return image.group(1);
    }

    private String read() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
