package io.millrace.command.doctor;

import io.millrace.state.ConfiguredConnector;
import io.millrace.state.DebeziumOffset;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.DebeziumSettings;
import io.millrace.state.mysql.MySqlLogin;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Examines the MySQL server of one source, and whether the source's own login works where its password is known. */
final class MySqlExamination implements AutoCloseable {
    private static final int ACCESS_DENIED = 1045;
    private static final String ASK =
            "Name a login with --mysql-url=mysql://user:password@host:port, or set the variable"
                    + " of the placeholder for this command, too";

    private final ConfiguredConnector source;
    private final DebeziumSettings settings;
    private final Diagnosis.Findings findings;
    private final SortedSet<DatabaseTable> captured = new TreeSet<>();
    private Optional<MySqlSession> session = Optional.empty();

    MySqlExamination(ConfiguredConnector source, Diagnosis.Findings findings) {
        this.source = source;
        this.settings = new DebeziumSettings(source.json());
        this.findings = findings;
    }

    /** @param given a login that an option or the environment names */
    void run(Optional<MySqlLogin> given, DebeziumOffset offset) {
        new SourceSettingsChecks(findings).run(source);
        session = open(given);
        if (session.isEmpty()) {
            return;
        }
        try {
            MySqlSession mysql = session.get();
            MySqlFacts facts = MySqlFacts.read(mysql);
            TableChecks tables = new TableChecks(mysql, settings, findings);
            captured.addAll(tables.captured());
            findings.examined(facts.version() + " at " + address(given) + ": " + captured.size()
                    + " captured tables of " + source.name());
            new MySqlChecks(facts, Clock.systemUTC(), findings).run(source, offset);
            new MySqlUserChecks(mysql, findings).run(source.setting("database.user", ""), settings.signalTable());
            tables.run(facts, captured);
        } catch (SQLException e) {
            findings.error(
                    "mysql-question",
                    "MySQL did not answer a question of the doctor: " + e.getMessage(),
                    "Not everything in MySQL was checked",
                    "Name a user who may read information_schema and performance_schema with --mysql-url");
        }
    }

    /** The captured tables that exist; none if MySQL could not be asked. */
    Set<DatabaseTable> captured() {
        return captured;
    }

    /**
     * Compares the limits on the way with each other and with the largest rows, and looks for odd values, which takes some
     * time.
     *
     * @param budget for the rows, and again for the values
     */
    void measure(List<SizeLimit> limits, Duration budget) {
        SqlQueries mysql = session.isPresent() ? session.get() : query -> List.of();
        RowSizeChecks checks = new RowSizeChecks(mysql, limits, findings);
        SizeLimit event = SizeLimit.ofEvents(source);
        if (limits.contains(event)) {
            checks.limits(event);
        }
        try {
            checks.run(captured, budget);
            new ValueChecks(mysql, findings).run(captured, budget);
        } catch (SQLException e) {
            findings.note(
                    "rows-unmeasured",
                    "The tables could not be read: " + e.getMessage(),
                    "Rows that exceed a limit on the way do not arrive, or without their largest columns",
                    "Name a user who may read the tables with --mysql-url");
        }
    }

    @Override
    public void close() {
        session.ifPresent(MySqlSession::close);
    }

    private Optional<MySqlSession> open(Optional<MySqlLogin> given) {
        Optional<MySqlLogin> own = own(given);
        Optional<MySqlSession> opened = own.flatMap(this::open);
        if (given.isPresent() && !own.equals(given)) {
            // May see more than the source's user.
            Optional<MySqlSession> other = open(given.get());
            if (other.isPresent()) {
                opened.ifPresent(MySqlSession::close);
                opened = other;
            }
        }
        if (own.isEmpty() && given.isEmpty()) {
            findings.warning(
                    "mysql-unexamined",
                    "The login of " + source.name() + " to MySQL is known to the worker only",
                    "MySQL, its tables and the source's grants were not checked",
                    ASK);
        }
        return opened;
    }

    /** The source's login; its address is the given one, since a worker may know MySQL under another. */
    private Optional<MySqlLogin> own(Optional<MySqlLogin> given) {
        Optional<String> host = given.map(MySqlLogin::host).or(() -> source.find("database.hostname"));
        int port = given.map(MySqlLogin::port).orElse((int) source.number("database.port", 3306));
        return host.flatMap(name -> source.find("database.user")
                .flatMap(user ->
                        source.find("database.password").map(password -> new MySqlLogin(name, port, user, password))));
    }

    private Optional<MySqlSession> open(MySqlLogin login) {
        try {
            return Optional.of(MySqlSession.open(login));
        } catch (SQLException e) {
            if (e.getErrorCode() == ACCESS_DENIED) {
                findings.error(
                        "mysql-login",
                        "MySQL refuses the login of " + login + ": " + e.getMessage(),
                        "The source cannot read anything; Connect may answer a POST with HTTP 500 and a"
                                + " NullPointerException only",
                        "Correct database.user and database.password of " + source.name()
                                + " (or --mysql-url), or ALTER" + " USER '" + login.user()
                                + "'@'%' IDENTIFIED BY '…';");
            } else {
                findings.error(
                        "mysql-unreachable",
                        "No session with MySQL as " + login + ": " + firstLine(e),
                        "Nothing can be read from it",
                        "Start MySQL, or correct database.hostname and database.port; " + ASK);
            }
            return Optional.empty();
        }
    }

    private String address(Optional<MySqlLogin> given) {
        return own(given)
                .or(() -> given)
                .map(login -> login.host() + ":" + login.port())
                .orElse("");
    }

    private static String firstLine(SQLException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse(e.toString());
    }
}
