package dev.modelregistry.core.memory;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which guarantee a broken store breaks, and by which of the suite's tests that is caught every time. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Breaks {
    String value();

    String[] caughtBy();
}
