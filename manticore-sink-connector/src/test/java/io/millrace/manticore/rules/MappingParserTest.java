package io.millrace.manticore.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.SourceTable;
import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.rules.TableMapping.Form;
import io.millrace.manticore.rules.TableMapping.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings {@code table.<database>.<table>}: what they mean, and the messages for those that mean nothing. */
final class MappingParserTest {
    @Test
    void nothingIsTheDefault() {
        assertThat(parsed("")).isEqualTo(TableMapping.DEFAULT);
        assertThat(parsed(" ( * ) ")).isEqualTo(TableMapping.DEFAULT);
    }

    @Test
    void nameColumnsAndOptionsOfATable() {
        TableMapping mapping = parsed("goods (no as id, name text, blurb as description, -secret, *)"
                + " morphology='stem_en' charset_table='non_cjk, U+0027'");

        assertThat(mapping.target()).contains("goods");
        assertThat(mapping.idColumn()).contains("no");
        assertThat(mapping.columns())
                .containsEntry("name", part(Optional.empty(), ManticoreType.TEXT))
                .containsEntry("blurb", List.of(new Part(Optional.of("description"), Optional.empty(), Form.VALUE)));
        assertThat(mapping.takes("secret")).isFalse();
        assertThat(mapping.takes("anything")).isTrue();
        assertThat(mapping.options()).isEqualTo(Map.of("morphology", "stem_en", "charset_table", "non_cjk, U+0027"));
    }

    @Test
    void withoutAStarOnlyTheNamedColumnsAreTaken() {
        TableMapping mapping = parsed("(name, price)");
        assertThat(mapping.takes("name")).isTrue();
        assertThat(mapping.takes("stock")).isFalse();
    }

    @Test
    void examplesOfThePageAreUnderstood() throws IOException {
        List<String> examples = Files.readAllLines(Path.of("..", "docs", "mapping.md")).stream()
                .filter(line -> line.startsWith("\"table.shop."))
                .map(line -> line.replaceAll("^\"[^\"]*\": \"|\",?$", ""))
                .toList();

        assertThat(examples)
                .hasSize(4)
                .allSatisfy(example -> assertThat(parsed(example)).isNotEqualTo(TableMapping.DEFAULT));
    }

    @Test
    void optionsAlone() {
        assertThat(parsed("(*) rt_mem_limit='256M'").options()).isEqualTo(Map.of("rt_mem_limit", "256M"));
        assertThat(parsed("goods rt_mem_limit='256M'").target()).contains("goods");
    }

    @Test
    void oddNamesStandInBackticks() {
        assertThat(parsed("(`my column` as mine, `a``b`, `as` as word, größe)").columns())
                .containsOnlyKeys("my column", "a`b", "as", "größe");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "text, text",
                "text indexed, text indexed",
                "text stored, text stored",
                "string, string attribute",
                "string attribute, string attribute",
                "string indexed, string attribute indexed",
                "string attribute indexed engine='rowwise', string attribute indexed engine='rowwise'",
                "uint, uint",
                "bigint, bigint",
                "bigint(2), bigint",
                "BIGINT(18) engine='columnar', bigint engine='columnar'",
                "float, float",
                "bool, bool",
                "timestamp, timestamp",
                "json secondary_index='1', json secondary_index='1'",
                "multi, multi",
                "multi64, multi64",
                "float_vector, float_vector",
                "float_vector knn_type='hnsw' knn_dims='3' hnsw_similarity='cosine' hnsw_m='32',"
                        + " float_vector knn_type='hnsw' knn_dims='3' hnsw_similarity='cosine' hnsw_m='32'"
            })
    void typesAreDeclaredAsInCreateTable(String type, String declaration) {
        assertThat(parsed("(c " + type + ")").partsOf("c"))
                .singleElement()
                .satisfies(part ->
                        assertThat(part.type().orElseThrow().declaration()).isEqualTo(declaration));
    }

    @Test
    void scaleAndDimensionsAreKept() {
        assertThat(parsed("(c bigint(2))").columns())
                .containsEntry("c", part(Optional.empty(), ManticoreType.scaled(2)));
        assertThat(parsed("(c float_vector knn_type='hnsw' knn_dims='3' hnsw_similarity='l2')")
                        .partsOf("c"))
                .extracting(part -> part.type().orElseThrow().size())
                .containsExactly(3);
    }

    @Test
    void bytesAsBase64AndAPointAsTwoColumns() {
        assertThat(parsed("(photo string base64, place as (lat, lon))").columns())
                .containsEntry(
                        "photo", List.of(new Part(Optional.empty(), Optional.of(ManticoreType.STRING), Form.BASE64)))
                .containsEntry(
                        "place",
                        List.of(
                                new Part(Optional.of("lat"), Optional.of(ManticoreType.FLOAT), Form.LATITUDE),
                                new Part(Optional.of("lon"), Optional.of(ManticoreType.FLOAT), Form.LONGITUDE)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "(price decimal) # column price: decimal is none of the types: text, string, uint",
                "(price int) # column price: Manticore's int has no sign; write uint if that is wanted, or bigint",
                "(price bigint(19)) # column price: the scale of a bigint is a number from 0 to 18, not 19",
                "(price bigint(x)) # column price: the scale of a bigint is a number from 0 to 18, not x",
                "(price bigint(2) # expected ')' after the columns, found the end",
                "(price bigint text) # column price: expected '=' after text, found ')'",
                "(name as Name) # column name: Name cannot be a column in Manticore",
                "(name as event_id) # column name: event_id cannot be a column in Manticore",
                "(name as) # column name: expected a name after 'as', found ')'",
                "(name, name text) # column name: it is named twice",
                "(name, -name, *) # column name: it is named twice",
                "(a as x, b as x) # column b: column a is stored as x already",
                "(a as id, b as id, *) # column b: column a is the id already",
                "(place as (lat)) # column place: expected ',' after the name for the latitude, found ')'",
                "(v float_vector knn_type='hnsw') # column v: a float_vector with options needs knn_dims=",
                "(v float_vector knn_dims='0') # column v: knn_dims is a number from 1 on, not 0",
                "(-secret) # -secret has no effect, since only the named columns are taken; add *",
                "() # expected a column, found ')'",
                "(a b=c) # column a: b is none of the types",
                "(a text b=c) # column a: expected a value in single quotes after b=, found 'c'",
                "order # order cannot be a table in Manticore",
                "Goods # Goods cannot be a table in Manticore",
                "my-goods # expected an option like morphology='stem_en', found '-'",
                "millrace_tombstones # millrace_tombstones cannot be a table in Manticore",
                "millrace_expirations # millrace_expirations cannot be a table in Manticore",
                "morphology='x' # options follow the table's columns",
                "(*) morphology # expected '=' after morphology, found the end",
                "(*) morphology='a' morphology='b' # option morphology is given twice",
                "(*) morphology='a # a closing ' is missing"
            },
            quoteCharacter = '~')
    void whatIsWrongIsSaid(String text, String fault) {
        assertThat(faults(text)).anySatisfy(found -> assertThat(found).startsWith(fault));
    }

    @Test
    void everyFaultIsSaidAtOnce() {
        assertThat(faults("Goods (a decimal, b as id, c as id, d (x, y), e bigint(99), -f)"))
                .extracting(fault -> fault.replaceAll(":.*", ""))
                .containsExactly(
                        "Goods cannot be a table in Manticore",
                        "column a",
                        "column c",
                        "column d",
                        "column e",
                        "-f has no effect, since only the named columns are taken; add * for all the others");
    }

    @ParameterizedTest
    @ValueSource(strings = {"table.shop", "table.shop.a.b", "table..goods", "table.shop.", "table.sh p.goods"})
    void settingThatNamesNoTableIsAFault(String setting) {
        assertThat(faultsBySetting(Map.of(setting, ""))).containsExactly(setting);
    }

    @Test
    void settingsAreFoundForTheTablesThatTheyName() {
        MappingRules rules = rules(Map.of("table.my%2Eshop.order items", "items", "tablets", "nothing of ours"));
        assertThat(rules.of(new SourceTable("mysql", "my.shop", "order items")).target())
                .isEmpty();
        assertThat(rules(Map.of("table.my%2Eshop.order%20items", "items"))
                        .of(new SourceTable("mysql", "my.shop", "order items"))
                        .target())
                .contains("items");
    }

    @Test
    void twoTablesForOneInManticoreAreAFault() {
        assertThat(faultsBySetting(Map.of("table.a.goods", "", "table.b.things", "goods")))
                .containsExactly("table.b.things");
        assertThat(faultsBySetting(Map.of("table.a.größen", "", "table.b.things", "grossen")))
                .as("the first may be gr__en since earlier")
                .isEmpty();
    }

    private static MappingRules rules(Map<String, String> settings) {
        return MappingRules.defaults(SchemaEvolution.BASIC, NullHandling.DEFAULT)
                .withTables(settings, (setting, fault) -> {});
    }

    private static List<String> faultsBySetting(Map<String, String> settings) {
        List<String> faulty = new ArrayList<>();
        MappingRules.defaults(SchemaEvolution.BASIC, NullHandling.DEFAULT)
                .withTables(settings, (setting, fault) -> faulty.add(setting));
        return faulty;
    }

    private static List<Part> part(Optional<String> name, ManticoreType type) {
        return List.of(new Part(name, Optional.of(type), Form.VALUE));
    }

    private static TableMapping parsed(String text) {
        List<String> faults = new ArrayList<>();
        TableMapping mapping = MappingParser.parse(text, faults::add);
        assertThat(faults).isEmpty();
        return mapping;
    }

    private static List<String> faults(String text) {
        List<String> faults = new ArrayList<>();
        MappingParser.parse(text, faults::add);
        return faults;
    }
}
