package dev.modelregistry.event;

import dev.modelregistry.descriptor.ArtifactEntry;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.id.Digest;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.lineage.Lineage;
import dev.modelregistry.run.SeriesSummary;
import dev.modelregistry.storage.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One fact in the journal of a training run. Immutable. */
public sealed interface RunEvent extends RegistryEvent {
    /**
     * The run started; the first fact.
     *
     * @param model the model that it trains
     * @param environment where it runs
     * @param code the code that trains, if that was found out
     * @param libraries what is on the class path, as file names
     */
    record RunStarted(
            ModelName model, Map<String, String> environment, Optional<Lineage.Code> code, List<String> libraries)
            implements RunEvent {
        /** Copies the map and the list. */
        public RunStarted {
            environment = Map.copyOf(environment);
            libraries = List.copyOf(libraries);
        }

        @Override
        public EventType type() {
            return EventType.RUN_STARTED;
        }

        @Override
        public String summary() {
            return "started a training run of model " + model;
        }
    }

    /**
     * What the run said since it last said something. What is set again takes the place of what was set before.
     *
     * @param batch 1, 2, 3 …
     * @param parameters parameters that were set
     * @param metrics results that were set
     * @param tags tags that were set
     * @param datasets data that was added
     * @param code the code that trains, if it was set
     * @param artifacts files that were stored
     * @param points points that were added
     */
    record RunLogged(
            int batch,
            Map<String, ParameterValue> parameters,
            Map<String, Double> metrics,
            Map<String, String> tags,
            List<Lineage.Dataset> datasets,
            Optional<Lineage.Code> code,
            List<ArtifactEntry> artifacts,
            Optional<Points> points)
            implements RunEvent {
        /** Copies the maps and the lists. */
        public RunLogged {
            parameters = Map.copyOf(parameters);
            metrics = Map.copyOf(metrics);
            tags = Map.copyOf(tags);
            datasets = List.copyOf(datasets);
            artifacts = List.copyOf(artifacts);
        }

        @Override
        public EventType type() {
            return EventType.RUN_LOGGED;
        }

        @Override
        public String summary() {
            List<String> parts = new ArrayList<>();
            count(parts, parameters.size(), "parameter");
            count(parts, metrics.size(), "result");
            count(parts, tags.size(), "tag");
            count(parts, datasets.size(), "dataset");
            count(parts, artifacts.size(), "file");
            code.ifPresent(set -> parts.add("the code"));
            points.ifPresent(added -> count(parts, added.count(), "point"));
            return "logged " + String.join(", ", parts);
        }

        private static void count(List<String> parts, long number, String what) {
            if (number > 0) {
                parts.add(number + " " + what + (number == 1 ? "" : "s"));
            }
        }
    }

    /**
     * Points of metric series.
     *
     * @param digest the blob that holds them; see {@code docs/format.md}
     * @param series what these points come to, by series
     */
    record Points(Digest digest, Map<String, SeriesSummary> series) {
        /** Copies the map. */
        public Points {
            series = Map.copyOf(series);
        }

        /** How many they are. */
        public long count() {
            return series.values().stream().mapToLong(SeriesSummary::count).sum();
        }
    }

    /**
     * The run completed; the last that it says.
     *
     * @param resources what it used
     */
    record RunCompleted(Map<String, String> resources) implements RunEvent {
        /** Copies the map. */
        public RunCompleted {
            resources = Map.copyOf(resources);
        }

        @Override
        public EventType type() {
            return EventType.RUN_COMPLETED;
        }

        @Override
        public String summary() {
            return "completed the run";
        }
    }

    /**
     * The run failed; the last that it says.
     *
     * @param problem what went wrong, in words
     * @param resources what it used
     */
    record RunFailed(String problem, Map<String, String> resources) implements RunEvent {
        /** Copies the map. */
        public RunFailed {
            resources = Map.copyOf(resources);
        }

        @Override
        public EventType type() {
            return EventType.RUN_FAILED;
        }

        @Override
        public String summary() {
            return "the run failed: " + problem;
        }
    }

    /**
     * Artifacts of the run were erased for ever.
     *
     * @param parts in their order; each stands for all that the run stored under the name
     */
    record RunErased(List<Part> parts) implements RunEvent {
        /** Copies the parts. */
        public RunErased {
            parts = List.copyOf(parts);
        }

        @Override
        public EventType type() {
            return EventType.RUN_ERASED;
        }

        @Override
        public String summary() {
            return "erased " + parts.stream().map(Part::toString).collect(Collectors.joining(", "));
        }
    }

    /**
     * The artifacts of the run, which has ended, are not needed by it any more.
     *
     * @param policies the names of the retention policies by which it expired
     * @param reason why, in words
     */
    record RunExpired(List<String> policies, String reason) implements RunEvent {
        /** Copies the list. */
        public RunExpired {
            policies = List.copyOf(policies);
        }

        @Override
        public EventType type() {
            return EventType.RUN_EXPIRED;
        }

        @Override
        public String summary() {
            return "the run expired: " + reason;
        }
    }
}
