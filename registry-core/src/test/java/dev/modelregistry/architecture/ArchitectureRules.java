package dev.modelregistry.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.modelregistry.ModelRegistry;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The rules that every library module obeys. A module's test extends this class and states what is its own: which
 * packages it exports and which libraries it may use. The module is read from where its classes were loaded, be that a
 * directory or a jar.
 */
@TestInstance(Lifecycle.PER_CLASS) // reads the classes once, not once for each rule
public abstract class ArchitectureRules {
    private static final Set<String> API = exportsOf(descriptor(locationOf(ModelRegistry.class)));

    private final ModuleDescriptor module;
    private final JavaClasses classes;
    private final Set<String> exports;
    private final String[] libraries;

    /**
     * @param inside any class of the module
     * @param exports the packages that the module exports, all of them
     * @param libraries package patterns such as {@code org.slf4j..}, beside the JDK, JSpecify and the API
     */
    protected ArchitectureRules(Class<?> inside, Set<String> exports, String... libraries) {
        URI location = locationOf(inside);
        this.module = descriptor(location);
        this.classes = new ClassFileImporter()
                .withImportOption(candidate -> candidate.contains(location.getRawPath()))
                .importPackages("dev.modelregistry");
        this.exports = exports;
        this.libraries = libraries;
    }

    @Test
    void exportsWhatIsMeantForOthersAndNothingElse() {
        assertThat(exportsOf(module)).isEqualTo(exports);
        assertThat(module.isOpen()).isFalse();
        assertThat(module.opens()).isEmpty();
    }

    @Test
    void dependsOnTheApiAndItsLibrariesAlone() {
        classes()
                .should()
                .onlyDependOnClassesThat(packaged("are in this module", module.packages())
                        .or(packaged("are in the API", API))
                        .or(JavaClass.Predicates.resideInAnyPackage("java..", "org.jspecify.annotations"))
                        .or(JavaClass.Predicates.resideInAnyPackage(libraries)))
                .check(classes);
    }

    /** The root package counts as a package like any other. */
    @Test
    void hasNoPackageCycles() {
        SliceAssignment byPackage = new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return module.packages().contains(type.getPackageName())
                        ? SliceIdentifier.of(type.getPackageName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "packages";
            }
        };
        slices().assignedFrom(byPackage).should().beFreeOfCycles().check(classes);
    }

    @Test
    void marksEveryPackageNullMarked() {
        Set<JavaPackage> packages = classes.stream().map(JavaClass::getPackage).collect(toSet());

        assertThat(packages)
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.tryGetPackageInfo())
                        .as("package-info of %s", each.getName())
                        .hasValueSatisfying(info -> assertThat(info.isAnnotatedWith(NullMarked.class))
                                .as("@NullMarked")
                                .isTrue()));
    }

    /** A host must be able to use any Jackson, Caffeine or logging beside ours: no signature may mention them. */
    @Test
    void speaksToOthersInTheTermsOfTheJdkAndTheApi() {
        DescribedPredicate<JavaClass> sayable = JavaClass.Predicates.resideInAnyPackage(
                        "java..", "javax.crypto", "javax.sql")
                .or(packaged("are in the API", API))
                .or(packaged("are exported", exports));
        List<String> violations = new ArrayList<>();
        classes.stream()
                .filter(type -> exports.contains(type.getPackageName()) && isVisible(type))
                .forEach(type -> mentionedBy(type)
                        .flatMap(mention -> mention.getAllInvolvedRawTypes().stream())
                        .map(JavaClass::getBaseComponentType)
                        .filter(mentioned -> !mentioned.isPrimitive() && !sayable.test(mentioned))
                        .forEach(mentioned -> violations.add(type.getName() + " mentions " + mentioned.getName())));

        assertThat(violations).isEmpty();
    }

    private static Stream<JavaType> mentionedBy(JavaClass type) {
        Stream<JavaType> parents = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        Stream<JavaType> fields =
                type.getFields().stream().filter(ArchitectureRules::isVisible).map(JavaField::getType);
        Stream<JavaType> codeUnits = type.getCodeUnits().stream()
                .filter(ArchitectureRules::isVisible)
                .flatMap(ArchitectureRules::mentionedBy);
        return Stream.of(parents, boundsOf(type.getTypeParameters()), fields, codeUnits)
                .flatMap(mentions -> mentions);
    }

    private static Stream<JavaType> mentionedBy(JavaCodeUnit method) {
        return Stream.of(
                        Stream.of(method.getReturnType()),
                        method.getParameterTypes().stream(),
                        method.getExceptionTypes().stream(),
                        boundsOf(method.getTypeParameters()))
                .flatMap(mentions -> mentions);
    }

    private static Stream<JavaType> boundsOf(Collection<? extends JavaTypeVariable<?>> parameters) {
        return parameters.stream().flatMap(parameter -> parameter.getUpperBounds().stream());
    }

    private static boolean isVisible(JavaClass type) {
        return isVisible(type.getModifiers())
                && type.getEnclosingClass().map(ArchitectureRules::isVisible).orElse(true);
    }

    private static boolean isVisible(JavaMember member) {
        return isVisible(member.getModifiers());
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static DescribedPredicate<JavaClass> packaged(String description, Set<String> packages) {
        return DescribedPredicate.describe(description, type -> packages.contains(type.getPackageName()));
    }

    private static Set<String> exportsOf(ModuleDescriptor module) {
        return module.exports().stream()
                .filter(each -> !each.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(toSet());
    }

    private static ModuleDescriptor descriptor(URI location) {
        return ModuleFinder.of(Path.of(location)).findAll().iterator().next().descriptor();
    }

    private static URI locationOf(Class<?> type) {
        try {
            return type.getProtectionDomain().getCodeSource().getLocation().toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
