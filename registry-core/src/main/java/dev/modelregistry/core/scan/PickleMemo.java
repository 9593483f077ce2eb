package dev.modelregistry.core.scan;

import dev.modelregistry.core.scan.PickleValue.Reference;
import dev.modelregistry.core.scan.PickleValue.Text;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The unpickler's memo, as far as it is certain. Forgetting is always safe: a value that is not known is never taken for a name that is
 * allowed. So it forgets what does not fit, and everything once a key is not certain.
 */
final class PickleMemo {
    private static final int MAX_KNOWN = 1 << 14;
    private static final int MAX_OTHER_TEXTS = 1 << 8;

    private final Map<Long, PickleValue> values = new HashMap<>();
    private int otherTexts;
    private long next;
    private boolean countable = true;

    PickleValue get(long key) {
        return values.getOrDefault(key, PickleValue.OTHER);
    }

    void put(long key, PickleValue value) {
        countable = false;
        set(key, value);
    }

    /** Under the next key: how many there are, which is not known if some were chosen by the pickle. */
    void add(PickleValue value) {
        if (countable) {
            set(next++, value);
        } else {
            forget();
        }
    }

    private void set(long key, PickleValue value) {
        if (isOtherText(values.remove(key))) {
            otherTexts--;
        }
        boolean fits = isOtherText(value) ? otherTexts < MAX_OTHER_TEXTS : values.size() < MAX_KNOWN;
        if (fits && (value instanceof Text || value instanceof Reference)) {
            values.put(key, value);
            otherTexts += isOtherText(value) ? 1 : 0;
        }
    }

    private static boolean isOtherText(@Nullable PickleValue value) {
        return value instanceof Text text && !text.isKnown();
    }

    /** A key was written that cannot be read for certain; it may have been any. */
    void forget() {
        countable = false;
        values.clear();
        otherTexts = 0;
    }

    /** Another pickle begins. Whether it sees this memo is up to its loader, and so is where it counts from. */
    void nextPickle() {
        forget();
    }
}
