package dev.modelregistry.contract;

import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.RunView;
import dev.modelregistry.descriptor.ParameterValue;
import dev.modelregistry.event.Commit;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.search.Attribute;
import dev.modelregistry.search.Field;
import dev.modelregistry.search.Filter;
import dev.modelregistry.search.LikePattern;
import dev.modelregistry.search.Literal;
import dev.modelregistry.search.Order;
import dev.modelregistry.search.Query;
import dev.modelregistry.search.Target;
import dev.modelregistry.spi.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a search has to find, by the plainest means: look at everything with the views, and not at the index. */
final class PlainSearch {
    /** Something that can be found. */
    private record Document(String name, String model, long number, String key, Map<Field, List<Object>> values) {
        List<Object> of(Field field) {
            return values.getOrDefault(field, List.of());
        }

        void add(Attribute attribute, Object value) {
            add(Field.of(attribute), value);
        }

        void add(Field field, Object value) {
            values.computeIfAbsent(field, any -> new ArrayList<>()).add(value);
        }
    }

    private final Map<Target, List<Document>> documents = new EnumMap<>(Target.class);

    PlainSearch(ModelRegistry registry) {
        List<Document> models = new ArrayList<>();
        List<Document> versions = new ArrayList<>();
        List<Document> runs = new ArrayList<>();
        for (RegisteredModel model : registry.models()) {
            models.add(document(model));
            model.versions().forEach(version -> versions.add(document(model, version)));
        }
        for (String name : RandomRegistry.NAMES) {
            registry.model(name).runs().forEach(run -> runs.add(document(run)));
        }
        documents.put(Target.MODELS, models);
        documents.put(Target.VERSIONS, versions);
        documents.put(Target.RUNS, runs);
    }

    private static Document document(String name, ModelName model, long number, String key) {
        Document document = new Document(name, model.folded(), number, key, new HashMap<>());
        document.add(Attribute.NAME, model.value());
        return document;
    }

    private static Document document(RegisteredModel model) {
        Document document = document(model.name().value(), model.name(), 0, "");
        Commit first = model.history().findFirst().orElseThrow();
        document.add(Attribute.CREATED, first.time());
        document.add(Attribute.CREATED_BY, first.actor().id());
        model.tags().forEach((key, value) -> document.add(Field.of(Attribute.TAG, key), value));
        model.aliases().keySet().forEach(alias -> document.add(Attribute.ALIAS, alias.value()));
        model.versions()
                .forEach(version -> document.add(
                        Attribute.STAGE, model.stageOf(version).stage().name()));
        return document;
    }

    private static Document document(RegisteredModel model, ModelVersion version) {
        Document document = document(version.uri().toString(), version.model(), version.number(), "");
        document.add(Attribute.STAGE, model.stageOf(version).stage().name());
        model.aliases().forEach((alias, pointedAt) -> {
            if (pointedAt.equals(version)) {
                document.add(Attribute.ALIAS, alias.value());
            }
        });
        document.add(Attribute.NUMBER, (double) version.number());
        document.add(Attribute.VERSION, version.version().toString());
        document.add(Attribute.DIGEST, version.digest().hex());
        document.add(Attribute.CREATED, version.registeredAt());
        document.add(Attribute.CREATED_BY, version.registeredBy().id());
        model.tags(version).forEach((key, value) -> document.add(Field.of(Attribute.TAG, key), value));
        version.metrics().forEach((key, value) -> document.add(Field.of(Attribute.METRIC, key), value));
        version.parameters().forEach((key, value) -> parameter(document, key, value));
        version.lineage().code().ifPresent(code -> document.add(Attribute.COMMIT, code.commit()));
        version.lineage()
                .datasets()
                .forEach(dataset -> document.add(Attribute.DATASET, dataset.name() + "@" + dataset.hash()));
        return document;
    }

    private static Document document(RunView run) {
        Document document =
                document(run.id().toString(), run.id().model(), 0, run.id().key());
        document.add(Attribute.STATUS, run.status().wireName());
        document.add(Attribute.CREATED, run.startedAt());
        document.add(Attribute.CREATED_BY, run.startedBy().id());
        run.endedAt().ifPresent(ended -> document.add(Attribute.ENDED, ended));
        run.tags().forEach((key, value) -> document.add(Field.of(Attribute.TAG, key), value));
        run.metrics().forEach((key, value) -> document.add(Field.of(Attribute.METRIC, key), value));
        run.parameters().forEach((key, value) -> parameter(document, key, value));
        run.code().ifPresent(code -> document.add(Attribute.COMMIT, code.commit()));
        return document;
    }

    private static void parameter(Document document, String key, ParameterValue value) {
        Object shown = value.toString();
        if (value instanceof ParameterValue.Whole whole) {
            shown = (double) whole.number();
        } else if (value instanceof ParameterValue.Real real) {
            shown = real.number();
        }
        document.add(Field.of(Attribute.PARAMETER, key), shown);
    }

    List<String> find(Target target, Query query) {
        return documents.get(target).stream()
                .filter(document -> meets(document, query.filter()))
                .sorted(order(query))
                .map(Document::name)
                .toList();
    }

    private static boolean meets(Document document, Filter filter) {
        if (filter instanceof Filter.And and) {
            return and.filters().stream().allMatch(each -> meets(document, each));
        } else if (filter instanceof Filter.Or or) {
            return or.filters().stream().anyMatch(each -> meets(document, each));
        } else if (filter instanceof Filter.Not not) {
            return !meets(document, not.filter());
        }
        Field field = ((Filter.Leaf) filter).field();
        List<Object> values = document.of(field);
        if (filter instanceof Filter.Missing) {
            return values.isEmpty();
        }
        return values.stream().anyMatch(value -> meets(field, value, filter));
    }

    private static boolean meets(Field field, Object value, Filter leaf) {
        if (leaf instanceof Filter.In in) {
            return in.literals().stream().anyMatch(literal -> isOrdered(field, value, literal, 0, 0));
        } else if (leaf instanceof Filter.Between between) {
            return isOrdered(field, value, between.low(), 0, 1) && isOrdered(field, value, between.high(), -1, 0);
        } else if (leaf instanceof Filter.Compare compare) {
            return switch (compare.comparison()) {
                case EQUAL -> isOrdered(field, value, compare.literal(), 0, 0);
                case LESS -> isOrdered(field, value, compare.literal(), -1, -1);
                case AT_MOST -> isOrdered(field, value, compare.literal(), -1, 0);
                case GREATER -> isOrdered(field, value, compare.literal(), 1, 1);
                case AT_LEAST -> isOrdered(field, value, compare.literal(), 0, 1);
            };
        }
        Filter.Like like = (Filter.Like) leaf;
        boolean folded = like.sensitivity() == Filter.Case.INSENSITIVE
                || field.attribute().type() == Attribute.Type.NAME;
        LikePattern pattern = folded ? like.pattern().folded() : like.pattern();
        return value instanceof String text && pattern.matches(folded ? LikePattern.fold(text) : text);
    }

    /** Whether a value is of the kind of a literal, and compares with it as one of two signs. */
    private static boolean isOrdered(Field field, Object value, Literal literal, int one, int other) {
        Object asked = literal instanceof Literal.Text text
                ? text.text()
                : literal instanceof Literal.Numeric number ? number.number() : ((Literal.Time) literal).instant();
        if (!value.getClass().equals(asked.getClass())) {
            return false;
        }
        int order = Integer.signum(compare(field, value, asked));
        return order == one || order == other;
    }

    private static int compare(Field field, Object one, Object other) {
        if (one instanceof String text && other instanceof String asked) {
            boolean folded = field.attribute().type() == Attribute.Type.NAME;
            return folded
                    ? Bytes.UTF8_ORDER.compare(text.toLowerCase(Locale.ROOT), asked.toLowerCase(Locale.ROOT))
                    : Bytes.UTF8_ORDER.compare(text, asked);
        } else if (one instanceof Double number && other instanceof Double asked) {
            return Double.compare(number, asked);
        } else if (one instanceof Instant instant && other instanceof Instant asked) {
            return Long.compare(micros(instant), micros(asked));
        }
        return one instanceof Double ? -1 : 1; // numbers before texts
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    private static Comparator<Document> order(Query query) {
        Comparator<Document> ties = Comparator.comparing(Document::model, Bytes.UTF8_ORDER)
                .thenComparing(Document::number)
                .thenComparing(Document::key, Bytes.UTF8_ORDER);
        Comparator<Document> all = (one, other) -> 0;
        for (Order key : query.orders()) {
            all = all.thenComparing((one, other) -> {
                List<Object> left = one.of(key.field());
                List<Object> right = other.of(key.field());
                if (left.isEmpty() || right.isEmpty()) {
                    return Boolean.compare(left.isEmpty(), right.isEmpty());
                }
                int order = compare(key.field(), left.get(0), right.get(0));
                return key.direction() == Order.Direction.ASCENDING ? order : -order;
            });
        }
        boolean descending = !query.orders().isEmpty()
                && query.orders().get(query.orders().size() - 1).direction() == Order.Direction.DESCENDING;
        return all.thenComparing(descending ? ties.reversed() : ties);
    }
}
