package dev.modelregistry.core.index;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something that is made when it is first asked for. Not thread-safe. */
final class Lazily<T> {
    private @Nullable Supplier<T> maker;
    private @Nullable T made;

    private Lazily(@Nullable Supplier<T> maker, @Nullable T made) {
        this.maker = maker;
        this.made = made;
    }

    /** What is made already. */
    static <T> Lazily<T> of(T made) {
        return new Lazily<>(null, made);
    }

    /** What will be made. */
    static <T> Lazily<T> of(Supplier<T> maker) {
        return new Lazily<>(maker, null);
    }

    T get() {
        T known = made;
        if (known == null) {
            known = Objects.requireNonNull(maker).get();
            made = known;
            maker = null;
        }
        return known;
    }
}
