package io.millrace.manticore;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.millrace.manticore", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule MAPPING_AND_INDEX_KNOW_NEITHER_CONNECT_NOR_NATS = noClasses()
            .that()
            .resideInAnyPackage("..manticore.mapping..", "..manticore.index..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "io.nats..")
            .because("what a row becomes and how it is written is tested without any of them");

    @ArchTest
    static final ArchRule ONLY_THE_SHELL_KNOWS_CONNECT = noClasses()
            .that()
            .resideInAnyPackage("..manticore.stream..", "..manticore.pipeline..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..")
            .because("connector and task only translate; the pipeline runs without a worker");

    @ArchTest
    static final ArchRule ONLY_THE_STREAM_KNOWS_NATS = noClasses()
            .that()
            .resideOutsideOfPackage("..manticore.stream..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.nats..")
            .because("one package decides what an answer of NATS means");

    @ArchTest
    static final ArchRule ONLY_THE_INDEX_KNOWS_HTTP = noClasses()
            .that()
            .resideOutsideOfPackage("..manticore.index..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.hc..")
            .because("one package decides what an answer of Manticore means");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("io.millrace.manticore.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a package is read, tested and changed without those that use it");
}
