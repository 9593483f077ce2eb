package dev.modelregistry.core.scan;

/** What is known of a value of the unpickler: texts, which may become names, and what was found by its name. Of others, nothing. */
sealed interface PickleValue {
    PickleValue OTHER = new Other();

    /** A text, exactly. */
    record Text(String value) implements PickleValue {
        private static final int LONGEST = 200;

        /** The text, or {@link #OTHER} if it is too long to be a name. */
        static PickleValue of(String value) {
            if (value.length() > LONGEST) {
                return OTHER;
            }
            String word = AllowedNames.word(value);
            return new Text(word == null ? value : word);
        }

        /** Whether any allowed name has it as a part; keeping it takes no memory then. */
        boolean isKnown() {
            return AllowedNames.word(value) != null;
        }
    }

    /** A class or function of Python. */
    record Reference() implements PickleValue {}

    /** Anything else. */
    record Other() implements PickleValue {}
}
