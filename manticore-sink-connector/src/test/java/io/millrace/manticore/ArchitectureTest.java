package io.millrace.manticore;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageOrBuilder;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which package may know which library, and which other package. */
final class ArchitectureTest {
    private static final long MAX_FILES = 25;

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.manticore");

    @Test
    void noPackageKnowsOneAboveIt() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.millrace.manticore..")
                .layer("document")
                .definedBy("..manticore.document")
                .layer("rules")
                .definedBy("..manticore.rules")
                .layer("encoding")
                .definedBy("..manticore.encoding")
                .layer("mapping")
                .definedBy("..manticore.mapping")
                .layer("server")
                .definedBy("..manticore.server")
                .layer("index")
                .definedBy("..manticore.index")
                .layer("stream")
                .definedBy("..manticore.stream")
                .layer("registry")
                .definedBy("..manticore.registry")
                .layer("pipeline")
                .definedBy("..manticore.pipeline")
                .layer("rebuild")
                .definedBy("..manticore.rebuild")
                .layer("connector")
                .definedBy("io.millrace.manticore")
                .whereLayer("document")
                .mayNotAccessAnyLayer()
                .whereLayer("rules")
                .mayOnlyAccessLayers("document")
                .whereLayer("encoding")
                .mayOnlyAccessLayers("document", "rules")
                .whereLayer("mapping")
                .mayOnlyAccessLayers("document", "rules", "encoding")
                .whereLayer("server")
                .mayOnlyAccessLayers("document")
                .whereLayer("index")
                .mayOnlyAccessLayers("document", "server")
                .whereLayer("stream")
                .mayNotAccessAnyLayer()
                .whereLayer("registry")
                .mayOnlyAccessLayers("document", "rules", "mapping", "stream")
                .whereLayer("rebuild")
                .mayOnlyAccessLayers("index")
                .whereLayer("connector")
                .mayNotBeAccessedByAnyLayer()
                .because("a package is read, tested and changed without those that use it; mapping and index share the"
                        + " document and nothing else")
                .check(CLASSES);
    }

    @Test
    void noPackageHasMoreFilesThanOneCanKeepInMind() {
        Map<String, Long> files = CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .collect(groupingBy(JavaClass::getPackageName, counting()));
        assertThat(files)
                .isNotEmpty()
                .allSatisfy((name, count) ->
                        assertThat(count).as("files of " + name).isLessThanOrEqualTo(MAX_FILES));
    }

    @Test
    void mappingAndIndexKnowNeitherConnectNorNats() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..manticore.document..",
                        "..manticore.rules..",
                        "..manticore.encoding..",
                        "..manticore.mapping..",
                        "..manticore.server..",
                        "..manticore.index..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "io.nats..", "io.millrace.nats..")
                .because("what a row becomes and how it is written is tested without any of them")
                .check(CLASSES);
    }

    @Test
    void encodersKnowNoMessageOfProtobuf() {
        noClasses()
                .that()
                .resideInAPackage("..manticore.encoding..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(MessageOrBuilder.class)
                .because("a value may come straight from the bytes of an event")
                .check(CLASSES);
    }

    @Test
    void onlyTheShellKnowsConnect() {
        noClasses()
                .that()
                .resideInAnyPackage("..manticore.stream..", "..manticore.pipeline..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .because("connector and task only translate; the pipeline runs without a worker")
                .check(CLASSES);
    }

    @Test
    void onlyTheStreamKnowsNats() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..manticore.stream..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.nats..")
                .because("one package decides what an answer of NATS means")
                .check(CLASSES);
    }

    @Test
    void onlyTheServerPackageKnowsHttp() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..manticore.server..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.hc..")
                .because("one package decides what an answer of Manticore means")
                .check(CLASSES);
    }

    @Test
    void noPackagesNeedEachOther() {
        slices().matching("io.millrace.manticore.(*)..")
                .should()
                .beFreeOfCycles()
                .because("packages that need each other are one package")
                .check(CLASSES);
    }
}
