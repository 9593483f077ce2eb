package dev.modelregistry.core.memory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.contract.Guarantee;
import dev.modelregistry.contract.StoreContract;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What must hold for the text of the suite, whatever the store. */
class ContractItselfTest {
    /** What a class file names if it can skip: assumptions, their exception, and annotations that disable. */
    private static final List<String> WAYS_TO_SKIP = List.of(
            "org/junit/jupiter/api/Assumptions",
            "org/assertj/core/api/Assumptions",
            "org/opentest4j/TestAbortedException",
            "org/junit/jupiter/api/Disabled",
            "org/junit/jupiter/api/condition/",
            "assumeThat");

    /** The classes of the suite, from the nested ones that JUnit runs up to what they inherit. */
    private static List<Class<?>> contracts() {
        List<Class<?>> contracts = new ArrayList<>(List.of(StoreContract.class));
        for (Class<?> nested : StoreContract.class.getDeclaredClasses()) {
            assertThat(nested.isAnnotationPresent(Nested.class))
                    .as("%s is @Nested", nested)
                    .isTrue();
            for (Class<?> type = nested; type != Object.class; type = type.getSuperclass()) {
                contracts.add(type);
            }
        }
        return contracts.stream().distinct().toList();
    }

    private static Stream<Method> tests() {
        return contracts().stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class));
    }

    private static Set<String> tags(Method test) {
        Set<String> tags = new TreeSet<>();
        Stream.of(test, test.getDeclaringClass())
                .flatMap(element -> Arrays.stream(element.getAnnotationsByType(Tag.class)))
                .forEach(tag -> tags.add(tag.value()));
        return tags;
    }

    @Test
    void everyGuaranteeIsNamedByATest() {
        Set<String> named = new TreeSet<>();
        tests().forEach(test -> named.addAll(tags(test)));

        assertThat(named).containsAll(Guarantee.ALL);
    }

    @Test
    void everyTestNamesWhatItChecks() {
        assertThat(tests())
                .isNotEmpty()
                .allSatisfy(test -> assertThat(tags(test))
                        .as("tags of %s", test)
                        .isNotEmpty()
                        .isSubsetOf(Stream.concat(Guarantee.ALL.stream(), Stream.of(Guarantee.JAVADOC))
                                .toList()));
    }

    @Test
    void noTestCanSkip() throws IOException {
        for (Class<?> contract : contracts()) {
            assertThat(waysToSkip(contract)).as("ways to skip in %s", contract).isEmpty();
        }
        assertThat(waysToSkip(Skipper.class))
                .as("ways to skip in a class that does")
                .isNotEmpty();
    }

    private static List<String> waysToSkip(Class<?> type) throws IOException {
        String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream stream = type.getResourceAsStream(file)) {
            String constants = new String(stream.readAllBytes(), ISO_8859_1);
            return WAYS_TO_SKIP.stream().filter(constants::contains).toList();
        }
    }

    private static final class Skipper {
        static void skip() {
            Assumptions.assumeTrue(false);
        }
    }
}
