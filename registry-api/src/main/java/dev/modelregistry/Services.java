package dev.modelregistry;

import dev.modelregistry.error.InvalidInputException;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Predicate;

/** Finds the other modules of this library. */
final class Services {
    private Services() {}

    /** Looks where this library was loaded from first, then where the host's thread loads from. */
    static <S> Optional<S> find(Class<S> type, Predicate<S> fits) {
        Optional<S> found = first(ServiceLoader.load(type, RegistryBuilder.class.getClassLoader()), fits);
        return found.isPresent() ? found : first(ServiceLoader.load(type), fits);
    }

    private static <S> Optional<S> first(ServiceLoader<S> loader, Predicate<S> fits) {
        return loader.stream().map(ServiceLoader.Provider::get).filter(fits).findFirst();
    }

    static InvalidInputException missing(String what, String module) {
        return new InvalidInputException(
                what + " on the class path or module path; add the dependency dev.modelregistry:" + module);
    }
}
