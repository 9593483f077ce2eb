package dev.modelregistry.event;

import dev.modelregistry.lineage.Node;
import dev.modelregistry.pipeline.NamingConvention;
import dev.modelregistry.pipeline.Pipeline;
import dev.modelregistry.retention.RetentionPolicy;

/** One fact in the journal of the registry's settings. Immutable. */
public sealed interface SettingsEvent extends RegistryEvent {
    /**
     * A pipeline has these rules from now on.
     *
     * @param pipeline the pipeline; replaces one of the same name
     */
    record PipelineDefined(Pipeline pipeline) implements SettingsEvent {
        @Override
        public EventType type() {
            return EventType.PIPELINE_DEFINED;
        }

        @Override
        public String summary() {
            return "defined pipeline " + pipeline.name();
        }
    }

    /**
     * A pipeline is gone.
     *
     * @param name the pipeline
     */
    record PipelineRemoved(String name) implements SettingsEvent {
        @Override
        public EventType type() {
            return EventType.PIPELINE_REMOVED;
        }

        @Override
        public String summary() {
            return "removed pipeline " + name;
        }
    }

    /**
     * New names must follow this convention from now on.
     *
     * @param convention the convention
     */
    record NamingChanged(NamingConvention convention) implements SettingsEvent {
        @Override
        public EventType type() {
            return EventType.NAMING_CHANGED;
        }

        @Override
        public String summary() {
            return "naming convention: " + convention;
        }
    }

    /**
     * A retention policy has these rules from now on.
     *
     * @param policy the policy; replaces one of the same name
     */
    record RetentionDefined(RetentionPolicy policy) implements SettingsEvent {
        @Override
        public EventType type() {
            return EventType.RETENTION_DEFINED;
        }

        @Override
        public String summary() {
            return "defined " + policy;
        }
    }

    /**
     * A retention policy is gone.
     *
     * @param name the policy
     */
    record RetentionRemoved(String name) implements SettingsEvent {
        @Override
        public EventType type() {
            return EventType.RETENTION_REMOVED;
        }

        @Override
        public String summary() {
            return "removed retention policy '" + name + "'";
        }
    }

    /**
     * What descends from a node may not be promoted from now on.
     *
     * @param node the node
     */
    record NodeQuarantined(Node node) implements SettingsEvent {
        @Override
        public EventType type() {
            return EventType.NODE_QUARANTINED;
        }

        @Override
        public String summary() {
            return "quarantined " + node;
        }
    }

    /**
     * A node is no longer quarantined.
     *
     * @param node the node
     */
    record QuarantineLifted(Node node) implements SettingsEvent {
        @Override
        public EventType type() {
            return EventType.QUARANTINE_LIFTED;
        }

        @Override
        public String summary() {
            return "lifted the quarantine of " + node;
        }
    }
}
