package io.millrace.manticore;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which package may know which library. */
final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.manticore");

    @Test
    void mappingAndIndexKnowNeitherConnectNorNats() {
        noClasses()
                .that()
                .resideInAnyPackage("..manticore.mapping..", "..manticore.index..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "io.nats..")
                .because("what a row becomes and how it is written is tested without any of them")
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
    void onlyTheIndexKnowsHttp() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..manticore.index..")
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
                .because("a package is read, tested and changed without those that use it")
                .check(CLASSES);
    }
}
