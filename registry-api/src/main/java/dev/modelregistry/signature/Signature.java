package dev.modelregistry.signature;

import dev.modelregistry.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a model takes and gives, what it is for and what its target means. Immutable. */
public final class Signature {
    private final List<Field> inputs;
    private final List<Field> outputs;
    private final @Nullable String task;
    private final @Nullable String target;

    private Signature(Builder builder) {
        this.inputs = List.copyOf(builder.inputs);
        this.outputs = List.copyOf(builder.outputs);
        this.task = builder.task;
        this.target = builder.target;
    }

    /** A builder without inputs and outputs. */
    public static Builder builder() {
        return new Builder();
    }

    /** The inputs in the model's order. */
    public List<Field> inputs() {
        return inputs;
    }

    /** The outputs in the model's order. */
    public List<Field> outputs() {
        return outputs;
    }

    /** What the model does, such as {@code binary classification}. */
    public Optional<String> task() {
        return Optional.ofNullable(task);
    }

    /** What is predicted, exactly, such as {@code arrival delay > 15 minutes}. */
    public Optional<String> target() {
        return Optional.ofNullable(target);
    }

    /**
     * What is wrong with the inputs of a request, in words; empty if the model takes them. Each input that is required must be there, no other than those that are declared may be, and each value
     * must have the type and shape of its input and be one of its categories. A null is what is left out.
     *
     * <p>A dimension is a list or an array, and as long as the shape says; one of {@linkplain Field#ANY any} size has the same size throughout. An element is
     * <ul>
     *   <li>of a whole number's type, a Byte, Short, Integer or Long within its range; for {@code uint8} a Byte is taken by its bits;
     *   <li>of a floating-point type, a Float or Double that does not overflow, rounded if need be, or NaN, or infinite; or a whole number that the type has exactly;
     *   <li>of {@code boolean}, {@code string} and {@code timestamp}, a Boolean, a String and an {@link java.time.Instant};
     *   <li>of {@code bytes}, a {@code byte[]} or {@link java.nio.ByteBuffer}.
     * </ul>
     *
     * Categories are compared with {@code toString} of the element.
     *
     * @param inputs by name
     * @return all problems, but of one input no more than three and how many there are besides
     */
    public List<String> problems(Map<String, ?> inputs) {
        List<String> problems = new ArrayList<>();
        InputCheck.check(this.inputs, inputs, problems);
        return List.copyOf(problems);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Signature that
                && inputs.equals(that.inputs)
                && outputs.equals(that.outputs)
                && Objects.equals(task, that.task)
                && Objects.equals(target, that.target);
    }

    @Override
    public int hashCode() {
        return Objects.hash(inputs, outputs, task, target);
    }

    @Override
    public String toString() {
        return inputs + " → " + outputs;
    }

    /** Collects a signature. Not thread-safe. */
    public static final class Builder {
        private final List<Field> inputs = new ArrayList<>();
        private final List<Field> outputs = new ArrayList<>();
        private @Nullable String task;
        private @Nullable String target;

        private Builder() {}

        /**
         * Adds an input.
         *
         * @throws InvalidInputException if there is one with this name
         */
        public Builder input(Field field) {
            add("input", inputs, field);
            return this;
        }

        /** Adds a required scalar input. */
        public Builder input(String name, DataType type) {
            return input(Field.of(name, type));
        }

        /**
         * Adds an output.
         *
         * @throws InvalidInputException if there is one with this name
         */
        public Builder output(Field field) {
            add("output", outputs, field);
            return this;
        }

        /** Adds a scalar output. */
        public Builder output(String name, DataType type) {
            return output(Field.of(name, type));
        }

        /** What the model does, such as {@code binary classification}. */
        public Builder task(String value) {
            this.task = Objects.requireNonNull(value, "task");
            return this;
        }

        /** What is predicted, exactly, such as {@code arrival delay > 15 minutes}. */
        public Builder target(String value) {
            this.target = Objects.requireNonNull(value, "target");
            return this;
        }

        private static void add(String what, List<Field> fields, Field field) {
            if (fields.stream().anyMatch(present -> present.name().equals(field.name()))) {
                throw new InvalidInputException(what + " '" + field.name() + "' is there twice; names must differ");
            }
            fields.add(field);
        }

        /**
         * The signature.
         *
         * @throws InvalidInputException if it has no input or no output
         */
        public Signature build() {
            if (inputs.isEmpty() || outputs.isEmpty()) {
                throw new InvalidInputException("a signature has at least one input and one output; this one has "
                        + inputs.size() + " and " + outputs.size());
            }
            return new Signature(this);
        }
    }
}
