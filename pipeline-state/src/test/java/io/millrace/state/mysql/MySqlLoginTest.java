package io.millrace.state.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MySqlLoginTest {
    @Test
    void reservedCharactersArePercentEncoded() {
        assertThat(MySqlLogin.parse("mysql://a%40b:p%3A%2F+c@db.internal:13306"))
                .isEqualTo(new MySqlLogin("db.internal", 13306, "a@b", "p:/+c"));
    }

    @Test
    void portAndPasswordHaveDefaults() {
        assertThat(MySqlLogin.parse("mysql://root@db")).isEqualTo(new MySqlLogin("db", 3306, "root", ""));
    }

    @Test
    void textHasNoPassword() {
        assertThat(MySqlLogin.parse("mysql://root:secret@db").toString()).isEqualTo("root at db:3306");
    }
}
