package io.millrace.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The versions of MySQL that can be started as local processes. */
public enum MySqlVersion {
    /** The one that is used unless a test says otherwise; Debian's, with all its libraries. */
    V9_7,
    /** The oldest that Millrace supports, for what differs: types, GTIDs off by default, cascades missing in the binlog. */
    V8_0;

    /** The program with the options that it needs to find its own files. */
    List<String> program() {
        return switch (this) {
            case V9_7 -> debian(ServerFiles.mysql());
            case V8_0 -> {
                Path server = ServerFiles.oldMySql();
                yield List.of(
                        server.resolve("bin/mysqld").toString(),
                        "--no-defaults",
                        "--basedir=" + server,
                        "--innodb-log-file-size=32M");
            }
        };
    }

    /** Started by the dynamic linker that belongs to its libraries, because this machine's C library may be older. */
    private static List<String> debian(Path server) {
        Path libraries = server.resolve("lib/x86_64-linux-gnu");
        Path share = server.resolve("share/mysql");
        return List.of(
                libraries.resolve("ld-linux-x86-64.so.2").toString(),
                "--library-path",
                libraries.toString(),
                server.resolve("sbin/mysqld").toString(),
                "--no-defaults",
                "--plugin-dir=" + server.resolve("lib/mysql/plugin"),
                "--lc-messages-dir=" + share,
                "--character-sets-dir=" + share.resolve("charsets"),
                "--secure-file-priv=NULL",
                "--innodb-redo-log-capacity=64M");
    }

    Map<String, String> environment() {
        return switch (this) {
            case V9_7 -> Map.of();
            case V8_0 ->
                ServerFiles.libraries()
                        .map(libraries -> Map.of("LD_LIBRARY_PATH", libraries.toString()))
                        .orElse(Map.of());
        };
    }

    DataTemplate dataTemplate() {
        return ServerFiles.mysqlTemplate("data-template-" + name().substring(1).replace('_', '.'));
    }
}
