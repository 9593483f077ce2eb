package dev.modelregistry.core.diff;

import static dev.modelregistry.versioning.Bump.MAJOR;
import static dev.modelregistry.versioning.Bump.MINOR;

import dev.modelregistry.signature.Field;
import dev.modelregistry.signature.Field.Presence;
import dev.modelregistry.signature.Signature;
import dev.modelregistry.versioning.Bump;
import dev.modelregistry.versioning.BumpReason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What callers notice: inputs may only become wider and outputs narrower. Fields are the same if their names are. */
final class SignatureDiff {
    private final List<BumpReason> reasons = new ArrayList<>();

    private SignatureDiff() {}

    /** The differences, none if the signatures are equal. */
    static List<BumpReason> between(Optional<Signature> before, Optional<Signature> after) {
        SignatureDiff diff = new SignatureDiff();
        if (before.isPresent() && after.isPresent()) {
            diff.fields(Side.INPUT, before.get().inputs(), after.get().inputs());
            diff.fields(Side.OUTPUT, before.get().outputs(), after.get().outputs());
            diff.declaration("task", before.get().task(), after.get().task());
            diff.declaration("target", before.get().target(), after.get().target());
        } else if (before.isPresent()) {
            diff.add(MAJOR, "the signature is no longer declared");
        } else if (after.isPresent()) {
            diff.add(MINOR, "a signature was declared");
        }
        return diff.reasons;
    }

    /** Who gives the values, and so in which direction they may change. */
    private enum Side {
        INPUT("input", MINOR, MAJOR),
        OUTPUT("output", MAJOR, MINOR);

        private final String word;
        private final Bump wider;
        private final Bump narrower;

        Side(String word, Bump wider, Bump narrower) {
            this.word = word;
            this.wider = wider;
            this.narrower = narrower;
        }

        Bump of(Relation relation) {
            return switch (relation) {
                case WIDER -> wider;
                case NARROWER -> narrower;
                case OTHER -> MAJOR;
                case SAME -> throw new IllegalArgumentException("nothing is different");
            };
        }
    }

    /** How the values that are possible now relate to those before. */
    private enum Relation {
        SAME("kept"),
        WIDER("widened"),
        NARROWER("narrowed"),
        OTHER("changed");

        private final String word;

        Relation(String word) {
            this.word = word;
        }

        static Relation of(boolean holdsOld, boolean holdsNoMore) {
            if (holdsOld) {
                return holdsNoMore ? SAME : WIDER;
            }
            return holdsNoMore ? NARROWER : OTHER;
        }
    }

    private void fields(Side side, List<Field> before, List<Field> after) {
        Map<String, Field> old = byName(before);
        Map<String, Field> now = byName(after);
        old.forEach((name, field) -> {
            if (!now.containsKey(name)) {
                add(MAJOR, side.word + " `" + name + "` was removed");
            }
        });
        now.forEach((name, field) -> {
            Field same = old.get(name);
            if (same == null) {
                added(side, field);
            } else {
                field(side, same, field);
            }
        });
        List<String> common = old.keySet().stream().filter(now::containsKey).toList();
        if (!common.equals(now.keySet().stream().filter(old::containsKey).toList())) {
            // More or fewer of them a caller by position notices; another order would give it wrong answers in silence.
            add(MAJOR, "the order of the " + side.word + "s changed");
        }
    }

    private static Map<String, Field> byName(List<Field> fields) {
        Map<String, Field> named = new LinkedHashMap<>();
        fields.forEach(field -> named.put(field.name(), field));
        return named;
    }

    private void added(Side side, Field field) {
        boolean mustBeGiven = side == Side.INPUT && field.presence() == Presence.REQUIRED;
        String kind = side == Side.OUTPUT ? "" : mustBeGiven ? "required " : "optional ";
        add(mustBeGiven ? MAJOR : MINOR, kind + side.word + " `" + field.name() + "` was added");
    }

    private void field(Side side, Field before, Field after) {
        if (before.equals(after)) {
            return;
        }
        Set<String> old = new HashSet<>(before.categories());
        Set<String> now = new HashSet<>(after.categories());
        String field = side.word + " `" + before.name() + "` was ";
        changed(
                side,
                field,
                Relation.of(before.type().fitsInto(after.type()), after.type().fitsInto(before.type())),
                () -> "type " + before.type().wireName() + " → " + after.type().wireName());
        changed(
                side,
                field,
                Relation.of(fits(before.shape(), after.shape()), fits(after.shape(), before.shape())),
                () -> "shape " + shape(before) + " → " + shape(after));
        changed(
                side,
                field,
                Relation.of(isWithin(old, now), isWithin(now, old)),
                () -> "categories " + categories(before, now) + " → " + categories(after, old));
        changed(
                side,
                field,
                Relation.of(
                        before.presence() == Presence.REQUIRED || after.presence() == Presence.OPTIONAL,
                        after.presence() == Presence.REQUIRED || before.presence() == Presence.OPTIONAL),
                () -> "presence " + presence(before) + " → " + presence(after));
    }

    private void changed(Side side, String field, Relation relation, Supplier<String> how) {
        if (relation != Relation.SAME) {
            add(side.of(relation), field + relation.word + ": " + how.get());
        }
    }

    private static String shape(Field field) {
        return field.shape().size() <= 8
                ? field.shape().toString()
                : field.shape().size() + " dimensions";
    }

    /** Whether every tensor of one shape has another shape, in which sizes may be left open. */
    private static boolean fits(List<Long> shape, List<Long> into) {
        if (shape.size() != into.size()) {
            return false;
        }
        for (int i = 0; i < shape.size(); i++) {
            if (into.get(i) != Field.ANY && !into.get(i).equals(shape.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** No categories is no limit. */
    private static boolean isWithin(Set<String> categories, Set<String> others) {
        return others.isEmpty() || (!categories.isEmpty() && others.containsAll(categories));
    }

    /** Only what the other side has not; there may be thousands. */
    private static String categories(Field field, Set<String> others) {
        if (field.categories().isEmpty()) {
            return "any";
        }
        if (others.isEmpty()) {
            return Texts.list(field.categories());
        }
        List<String> own = field.categories().stream()
                .filter(value -> !others.contains(value))
                .toList();
        return own.isEmpty() ? "[…]" : "[…, " + Texts.list(own).substring(1);
    }

    private static String presence(Field field) {
        return field.presence() == Presence.REQUIRED ? "required" : "optional";
    }

    private void declaration(String what, Optional<String> before, Optional<String> after) {
        if (before.equals(after)) {
            return;
        }
        if (before.isEmpty()) {
            add(MINOR, "a " + what + " was declared: " + Texts.quote(after.get()));
        } else if (after.isEmpty()) {
            add(MAJOR, "the " + what + " is no longer declared; it was " + Texts.quote(before.get()));
        } else {
            add(
                    MAJOR,
                    "the " + what + " changed from " + Texts.quote(before.get()) + " to " + Texts.quote(after.get()));
        }
    }

    private void add(Bump bump, String text) {
        reasons.add(new BumpReason(bump, text));
    }
}
