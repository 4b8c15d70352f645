package io.millrace.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Python script, run by the Python with protobuf that {@code install-servers --for-tests} installs.
 *
 * @param modules where it finds the modules that it imports, besides beside itself
 */
public record PythonScript(Path file, Path modules) {
    /** The process to start; its output is UTF-8. */
    public ProcessBuilder command(List<String> arguments) {
        List<String> command = new ArrayList<>(
                List.of(ServerFiles.python().toString(), file.toAbsolutePath().toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PYTHONPATH", modules.toAbsolutePath().toString());
        builder.environment().put("PYTHONUTF8", "1");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        // Debian's default is the C++ implementation, whose library is not installed.
        builder.environment().put("PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION", "python");
        ServerFiles.libraries().ifPresent(folder -> builder.environment().put("LD_LIBRARY_PATH", folder.toString()));
        return builder;
    }
}
