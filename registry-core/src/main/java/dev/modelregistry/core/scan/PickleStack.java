package dev.modelregistry.core.scan;

import dev.modelregistry.core.scan.PickleValue.Text;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The unpickler's stack of values and marks. What an unpickler would refuse, such as to take a value where there is none, is refused. */
final class PickleStack {
    private static final int MAX = 1 << 17;
    /** Deeper down, texts that are not part of an allowed name are forgotten. */
    private static final int MAX_TEXTS = 1 << 10;

    /** Null is a mark. */
    private final List<@Nullable PickleValue> values = new ArrayList<>();

    void push(PickleValue value) throws Unfinished {
        boolean forget = values.size() >= MAX_TEXTS && value instanceof Text text && !text.isKnown();
        add(forget ? PickleValue.OTHER : value);
    }

    void mark() throws Unfinished {
        add(null);
    }

    private void add(@Nullable PickleValue value) throws Unfinished {
        if (values.size() == MAX) {
            throw new Unfinished("its pickle needs a stack of more than " + MAX + " values");
        }
        values.add(value);
    }

    PickleValue pop() throws Unfinished {
        PickleValue top = top();
        values.remove(values.size() - 1);
        return top;
    }

    PickleValue top() throws Unfinished {
        PickleValue top = values.isEmpty() ? null : values.get(values.size() - 1);
        if (top == null) {
            throw new Unfinished("its pickle takes a value from an empty stack; it is damaged");
        }
        return top;
    }

    /** Takes a value or a mark. */
    void drop() throws Unfinished {
        if (values.isEmpty()) {
            throw new Unfinished("its pickle takes a value from an empty stack; it is damaged");
        }
        values.remove(values.size() - 1);
    }

    /** Takes all down to the last mark, and the mark; gives how many values there were. */
    int popToMark() throws Unfinished {
        int mark = values.lastIndexOf(null);
        if (mark < 0) {
            throw new Unfinished("its pickle goes back to a mark that is not there; it is damaged");
        }
        int count = values.size() - mark - 1;
        values.subList(mark, values.size()).clear();
        return count;
    }

    void clear() {
        values.clear();
    }
}
