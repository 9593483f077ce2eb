package dev.modelregistry.text;

import java.lang.reflect.Array;
import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists and arrays as one. */
public final class Elements {
    private Elements() {}

    /** The elements of a list or an array; null of anything else. */
    public static @Nullable List<?> of(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        if (value == null || !value.getClass().isArray()) {
            return null;
        }
        return new AbstractList<Object>() {
            @Override
            public Object get(int index) {
                return Array.get(value, index);
            }

            @Override
            public int size() {
                return Array.getLength(value);
            }
        };
    }
}
