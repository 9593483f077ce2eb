package dev.modelregistry.event;

import java.util.List;

/** One fact in the journal of a model about what is kept. Immutable. */
public sealed interface RetentionEvent extends RegistryEvent {
    /** Every version of the model, also one that comes later, is kept whatever the policies say. */
    record ModelHeld() implements RetentionEvent {
        @Override
        public EventType type() {
            return EventType.MODEL_HELD;
        }

        @Override
        public String summary() {
            return "holds the model";
        }
    }

    /** The model is no longer held. */
    record ModelReleased() implements RetentionEvent {
        @Override
        public EventType type() {
            return EventType.MODEL_RELEASED;
        }

        @Override
        public String summary() {
            return "no longer holds the model";
        }
    }

    /**
     * A version is kept whatever the policies say.
     *
     * @param number the version
     */
    record VersionHeld(int number) implements RetentionEvent {
        @Override
        public EventType type() {
            return EventType.VERSION_HELD;
        }

        @Override
        public String summary() {
            return "holds version " + number;
        }
    }

    /**
     * A version is no longer held.
     *
     * @param number the version
     */
    record VersionReleased(int number) implements RetentionEvent {
        @Override
        public EventType type() {
            return EventType.VERSION_RELEASED;
        }

        @Override
        public String summary() {
            return "no longer holds version " + number;
        }
    }

    /**
     * The artifacts of a version are not needed any more.
     *
     * @param number the version
     * @param policies the names of the retention policies by which it expired
     * @param reason why, in words
     */
    record VersionExpired(int number, List<String> policies, String reason) implements RetentionEvent {
        /** Copies the list. */
        public VersionExpired {
            policies = List.copyOf(policies);
        }

        @Override
        public EventType type() {
            return EventType.VERSION_EXPIRED;
        }

        @Override
        public String summary() {
            return "version " + number + " expired: " + reason;
        }
    }

    /**
     * The artifacts of a version that had expired are needed again.
     *
     * @param number the version
     */
    record VersionRevived(int number) implements RetentionEvent {
        @Override
        public EventType type() {
            return EventType.VERSION_REVIVED;
        }

        @Override
        public String summary() {
            return "version " + number + " revived";
        }
    }
}
