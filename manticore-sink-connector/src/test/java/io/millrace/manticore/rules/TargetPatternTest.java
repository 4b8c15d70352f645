package io.millrace.manticore.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.event.SourceTable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TargetPatternTest {
    @ParameterizedTest
    @CsvSource({
        "${table},                          users",
        "${database}_${table},              tenant_a_users",
        "${source}_${database}_${table}_v2, mysql_tenant_a_users_v2",
        "X${table},                         xusers",
        "9${table},                         _9users"
    })
    void tablesAreNamedByThePattern(String pattern, String target) {
        assertThat(new TargetPattern(pattern).targetOf(new SourceTable("mysql", "tenant-a", "Users")))
                .isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({
        "users,             Must contain ${table}",
        "${database},       Must contain ${table}",
        "${tables}_${table}, Unknown variable ${tables}",
        "${table}-x,        letters, digits"
    })
    void aPatternThatGivesNoNamesIsRefused(String pattern, String reason) {
        assertThatThrownBy(() -> new TargetPattern(pattern)).hasMessageContaining(reason);
    }
}
