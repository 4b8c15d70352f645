package io.millrace.command.doctor;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Asks a MySQL server. */
interface SqlQueries {
    /** The rows of a result: values by column, whose names are in lower case; a NULL is an empty text. */
    List<Map<String, String>> rows(String query) throws SQLException;
}
