package io.millrace.manticore.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManticoreNamesTest {
    /** Golden: columns of existing tables have these names. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sku          | sku",
                "customerId   | customerid",
                "a-b          | a_b",
                "a b.c$d      | a_b_c_d",
                "2nd          | _2nd",
                "id           | id_",
                "event_id     | event_id_",
                "grün         | grun",
                "Größe        | grosse",
                "prénom       | prenom",
                "姓名           | xing_ming",
                "年齢           | nian_ling",
                "価格_税込        | si_ge_shui_yu",
                "a名b          | a_ming_b",
                "カテゴリ         | kategori",
                "이름           | ileum",
                "Цена         | tsena",
                "область      | oblast",
                "όνομα        | onoma",
                "العمر        | lmr",
                "ชื่อ           | chueo",
                "💰            | moneybag",
                "№2           | no2"
            })
    void namesAreReadable(String source, String name) {
        assertThat(ManticoreNames.column(source)).isEqualTo(name);
    }

    @Test
    void nameWithoutALetterIsAHash() {
        assertThat(ManticoreNames.column("\u200b")).matches("name_[0-9a-f]{6}");
    }

    @ParameterizedTest
    @CsvSource({"order,order_", "Größen,grossen", "system,system_", "a-b,a_b"})
    void tablesAreNamedAlike(String source, String name) {
        assertThat(ManticoreNames.table(source)).isEqualTo(name);
    }

    /** Manticore crashes for a table of 243 letters. */
    @Test
    void longTableNamesAreCutAndToldApart() {
        String one = ManticoreNames.table("装".repeat(64));
        String other = ManticoreNames.table("装".repeat(63) + "裝");
        assertThat(one).hasSize(200).startsWith("zhuang_zhuang_").isNotEqualTo(other);
    }
}
