package io.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.TextFormat;
import io.millrace.nats.RegistryProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaRulesTest {
    private static final Path PUBLISHED = Path.of("src/test/resources/schema");
    private static final FileDescriptorProto NOW =
            ChangeEventProto.getDescriptor().toProto();
    /** The prefix of the files of registry.proto. */
    private static final String REGISTRY = "registry-";

    private static final FileDescriptorProto REGISTRY_NOW =
            RegistryProto.getDescriptor().toProto();

    @BeforeAll
    static void write() throws IOException {
        if (Boolean.getBoolean("millrace.goldens.write")) {
            String version = GoldenFiles.CURRENT.getFileName() + ".txtpb";
            writeIfMissing(PUBLISHED.resolve(version), NOW);
            writeIfMissing(PUBLISHED.resolve(REGISTRY + version), REGISTRY_NOW);
        }
    }

    private static void writeIfMissing(Path file, FileDescriptorProto schema) throws IOException {
        if (Files.notExists(file)) {
            Files.writeString(file, TextFormat.printer().printToString(schema));
        }
    }

    static List<Path> published() throws IOException {
        try (Stream<Path> versions = Files.list(PUBLISHED)) {
            return versions.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("published")
    void todaysSchemaKeepsWhatWasPublished(Path version) throws IOException {
        FileDescriptorProto.Builder schema = FileDescriptorProto.newBuilder();
        TextFormat.merge(Files.readString(version), schema);
        FileDescriptorProto now = version.getFileName().toString().startsWith(REGISTRY) ? REGISTRY_NOW : NOW;

        assertThat(SchemaRules.breaches(schema.build(), now)).isEmpty();
    }

    @Test
    void whatWasAddedAndWhatWasRemovedByTheRulesIsNoBreach() {
        FileDescriptorProto later = change(file -> {
            DescriptorProto.Builder source = message(file, "Source");
            source.addField(field("server_id", 100)).removeField(0).addReservedName("connector");
            source.addReservedRangeBuilder().setStart(1).setEnd(2);
            EnumDescriptorProto.Builder types = type(file);
            types.addValueBuilder().setName("XML").setNumber(100);
            types.removeValue(32).addReservedName("DURATION");
            types.addReservedRangeBuilder().setStart(32).setEnd(32);
            file.addMessageTypeBuilder().setName("Later");
        });

        assertThat(SchemaRules.breaches(NOW, later)).isEmpty();
        assertThat(SchemaRules.breaches(later, NOW))
                .contains(
                        "message Later is gone",
                        "Source no longer reserves number 1",
                        "Source no longer reserves name 'connector'");
    }

    static Stream<Arguments> breaches() {
        return Stream.of(
                breach("changed its package", file -> file.setPackage("io.millrace.event.v2")),
                breach(
                        "message Decimal is gone",
                        file -> message(file, "Decimal").setName("Number")),
                breach(
                        "message MapValue.Entry is gone",
                        file -> message(file, "MapValue").clearNestedType()),
                breach(
                        "Source field 4 'table' is gone",
                        file -> message(file, "Source").removeField(3)),
                breach(
                        "Source field 4 'table' is gone",
                        file -> message(file, "Source").removeField(3).addReservedName("table")),
                breach(
                        "Source field 4 'table' is gone",
                        file -> fieldOf(file, "Source", 3).setNumber(20)),
                breach(
                        "changed its name from table to relation",
                        file -> fieldOf(file, "Source", 3).setName("relation")),
                breach(
                        "changed its type",
                        file -> fieldOf(file, "Source", 4).setType(FieldDescriptorProto.Type.TYPE_SINT64)),
                breach(
                        "changed its message or enum",
                        file -> fieldOf(file, "ChangeEvent", 3).setTypeName(".io.millrace.event.Column")),
                breach(
                        "changed its label",
                        file -> fieldOf(file, "Row", 0).setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)),
                breach(
                        "changed its presence",
                        file -> fieldOf(file, "Source", 5).setProto3Optional(true)),
                breach(
                        "changed its options",
                        file -> fieldOf(file, "FloatVector", 0)
                                .getOptionsBuilder()
                                .setPacked(false)),
                breach(
                        "changed its oneof from value to none",
                        file -> fieldOf(file, "Column", 2).clearOneofIndex()),
                breach(
                        "enum Operation is gone",
                        file -> file.getEnumTypeBuilderList().stream()
                                .filter(candidate -> candidate.getName().equals("Operation"))
                                .forEach(operation -> operation.setName("Kind"))),
                breach("Type value 1 'BOOL' is gone", file -> type(file).removeValue(1)),
                breach(
                        "changed its name from BOOL to BOOLEAN",
                        file -> type(file).getValueBuilder(1).setName("BOOLEAN")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaches")
    void aBreachIsFound(String message, Consumer<FileDescriptorProto.Builder> change) {
        assertThat(SchemaRules.breaches(NOW, change(change)))
                .anySatisfy(breach -> assertThat(breach).contains(message));
    }

    private static Arguments breach(String message, Consumer<FileDescriptorProto.Builder> change) {
        return Arguments.of(message, change);
    }

    private static FileDescriptorProto change(Consumer<FileDescriptorProto.Builder> change) {
        FileDescriptorProto.Builder file = NOW.toBuilder();
        change.accept(file);
        return file.build();
    }

    private static DescriptorProto.Builder message(FileDescriptorProto.Builder file, String name) {
        return file.getMessageTypeBuilderList().stream()
                .filter(message -> message.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static FieldDescriptorProto.Builder fieldOf(FileDescriptorProto.Builder file, String message, int index) {
        return message(file, message).getFieldBuilder(index);
    }

    private static EnumDescriptorProto.Builder type(FileDescriptorProto.Builder file) {
        return file.getEnumTypeBuilderList().stream()
                .filter(type -> type.getName().equals("Type"))
                .findFirst()
                .orElseThrow();
    }

    private static FieldDescriptorProto.Builder field(String name, int number) {
        return FieldDescriptorProto.newBuilder().setName(name).setNumber(number);
    }
}
