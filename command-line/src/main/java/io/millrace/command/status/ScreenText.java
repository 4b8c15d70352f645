package io.millrace.command.status;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Text that fits a screen.
 *
 * @param colours whether to mark it with colours
 */
record ScreenText(int width, boolean colours) {
    private static final int DEFAULT_WIDTH = 100;
    private static final int NARROWEST = 60;
    private static final int WIDEST = 160;

    static ScreenText forTerminal(boolean terminal) {
        return new ScreenText(terminal ? terminalWidth() : DEFAULT_WIDTH, terminal);
    }

    String good(String text) {
        return coloured(32, text);
    }

    String bad(String text) {
        return coloured(31, text);
    }

    String doubtful(String text) {
        return coloured(33, text);
    }

    String title(String text) {
        return coloured(1, text);
    }

    String quiet(String text) {
        return coloured(2, text);
    }

    private String coloured(int code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** Lines that fit behind an indentation, broken between words; longer words are left whole. */
    List<String> wrapped(String text, int indentation) {
        int room = Math.max(20, width - indentation);
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > room) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static int terminalWidth() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .start();
            stty.waitFor(1, TimeUnit.SECONDS);
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return size.matches("\\d+ [1-9]\\d{0,3}")
                    ? Math.min(WIDEST, Math.max(NARROWEST, Integer.parseInt(size.split(" ")[1])))
                    : DEFAULT_WIDTH;
        } catch (IOException noSuchProgram) {
            return DEFAULT_WIDTH;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DEFAULT_WIDTH;
        }
    }
}
