package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.apicurio.registry.utils.converter.avro.AvroData;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.local.MySqlServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The table of types under every setting of how Debezium delivers values, from the snapshot and from the binlog. Settings
 * that are independent of each other share a connector.
 */
class HandlingModesIT {
    static final List<Map<String, String>> SETTINGS = List.of(
            Map.of(),
            Map.of(
                    "decimal.handling.mode", "double",
                    "bigint.unsigned.handling.mode", "long",
                    "time.precision.mode", "connect",
                    "binary.handling.mode", "base64"),
            Map.of(
                    "decimal.handling.mode", "string",
                    "time.precision.mode", "isostring",
                    "binary.handling.mode", "base64-url-safe"),
            Map.of("time.precision.mode", "microseconds", "binary.handling.mode", "hex"),
            Map.of("time.precision.mode", "nanoseconds"),
            Map.of("column.propagate.source.type", ""));

    private static final Map<Map<String, String>, List<SourceRecord>> RECORDS = new LinkedHashMap<>();

    @TempDir
    private static Path directory;

    private static MySqlServer server;
    private static TypeTable table;

    private final RecordBytes converter = new RecordBytes();

    @BeforeAll
    static void recordSnapshotAndBinlog() throws Exception {
        server = MySqlServer.start(directory);
        Map<Map<String, String>, DebeziumTask> tasks = new LinkedHashMap<>();
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(""));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE shop");
            statement.execute("USE shop");
            table = TypeTable.read(connection);
            table.create(connection);
            table.insertForSnapshot(connection);
            for (Map<String, String> settings : SETTINGS) {
                Map<String, String> lenient = new LinkedHashMap<>(settings);
                // Some of these modes cannot hold every TIME, and make it NULL.
                lenient.put("event.converting.failure.handling.mode", "warn");
                DebeziumTask task = DebeziumTask.start(server.debezium(), "mode" + tasks.size(), lenient);
                tasks.put(settings, task);
                RECORDS.put(settings, task.rows(table.size()));
            }
            table.insertForBinlog(connection);
            tasks.forEach((settings, task) ->
                    Objects.requireNonNull(RECORDS.get(settings)).addAll(task.rows(table.size())));
        } finally {
            tasks.values().forEach(DebeziumTask::close);
        }
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @FieldSource("SETTINGS")
    void everyValueIsInTheEvent(Map<String, String> settings) throws Exception {
        TypeTable expected = table.with(TypeTable.eventsUnder(settings));
        List<String> differences = new ArrayList<>();
        for (SourceRecord each : records(settings)) {
            differences.addAll(
                    expected.differences(ChangeEvent.parseFrom(bytes(each)).getAfter()));
        }
        assertThat(differences).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("SETTINGS")
    void theEventGoesToConnectAndBackUnchanged(Map<String, String> settings) throws Exception {
        for (SourceRecord each : records(settings)) {
            byte[] bytes = bytes(each);
            SchemaAndValue back = converter.valueBack(each.topic(), bytes);

            byte[] again = converter.value(each, back);

            assertThat(RecordBytes.withoutRunAndId(again)).isEqualTo(RecordBytes.withoutRunAndId(bytes));
        }
    }

    @Test
    void aRecordThatWentThroughJsonIsTheSameEvent() {
        JsonConverter json = new JsonConverter();
        json.configure(Map.of("schemas.enable", "true", "replace.null.with.default", "false"), false);
        for (SourceRecord each : records(Map.of())) {
            byte[] text = json.fromConnectData(each.topic(), each.valueSchema(), each.value());
            SchemaAndValue read = json.toConnectData(each.topic(), text);

            assertThat(RecordBytes.withoutRunAndId(converter.value(each, read)))
                    .isEqualTo(RecordBytes.withoutRunAndId(bytes(each)));
        }
    }

    @ParameterizedTest
    @FieldSource("SETTINGS")
    void theAuditReadsWhatTheSnapshotSends(Map<String, String> settings) throws Exception {
        Map<String, String> lenient = new LinkedHashMap<>(settings);
        lenient.put("event.converting.failure.handling.mode", "warn");
        List<ChangeEvent> sent = new ArrayList<>();
        for (SourceRecord each : records(settings)) {
            sent.add(ChangeEvent.parseFrom(bytes(each)));
        }

        assertThat(new AuditReading(server.debezium(), lenient).differences(sent))
                .isEmpty();
    }

    /**
     * Does what Apicurio's and Confluent's converters do. The only value lost before the bridge reads it is the NULL of a
     * column that has a default.
     */
    @ParameterizedTest
    @FieldSource("SETTINGS")
    void aRecordThatWentThroughAvroIsTheSameEventButForTheNullOfAColumnWithADefault(Map<String, String> settings)
            throws Exception {
        AvroData avro = new AvroData(1000);
        for (SourceRecord each : records(settings)) {
            SchemaAndValue read = throughAvro(avro, each.valueSchema(), each.value());

            byte[] bytes = RecordBytes.withoutRunAndId(converter.value(each, read));

            assertThat(ChangeEvent.parseFrom(bytes))
                    .isEqualTo(withDefault(ChangeEvent.parseFrom(RecordBytes.withoutRunAndId(bytes(each)))));
        }
    }

    private static ChangeEvent withDefault(ChangeEvent event) {
        ChangeEvent.Builder changed = event.toBuilder();
        for (Column.Builder column : changed.getAfterBuilder().getColumnsBuilderList()) {
            if (column.getName().equals("int_null_default_7")
                    && column.getValueCase() == Column.ValueCase.VALUE_NOT_SET) {
                column.setIntValue(7);
            }
        }
        return changed.build();
    }

    private static SchemaAndValue throughAvro(AvroData avro, Schema schema, Object value) throws IOException {
        org.apache.avro.Schema written = avro.fromConnectSchema(schema);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<>(written).write(avro.fromConnectData(schema, value), encoder);
        encoder.flush();
        // A reader gets the schema from the registry as text.
        org.apache.avro.Schema read = new org.apache.avro.Schema.Parser().parse(written.toString());
        return avro.toConnectData(
                read,
                new GenericDatumReader<>(read)
                        .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null)));
    }

    private static List<SourceRecord> records(Map<String, String> settings) {
        return Objects.requireNonNull(RECORDS.get(settings));
    }

    private byte[] bytes(SourceRecord source) {
        return converter.value(source);
    }
}
