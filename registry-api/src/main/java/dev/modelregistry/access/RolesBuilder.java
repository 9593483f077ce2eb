package dev.modelregistry.access;

import static dev.modelregistry.text.Names.quote;

import dev.modelregistry.access.Roles.Grant;
import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.id.Actor;
import dev.modelregistry.id.Stage;
import dev.modelregistry.pipeline.ModelPattern;
import dev.modelregistry.text.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Collects who may do what. Not thread-safe. */
public final class RolesBuilder {
    private static final int MAX_GROUP = 256;

    private final Map<String, Set<Actor>> groups = new TreeMap<>();
    private final Set<String> unusedGroups = new TreeSet<>();
    private final Map<Actor, List<Grant>> grants = new HashMap<>();
    private final List<Grant> everybody = new ArrayList<>();
    private final Map<Actor, Set<Actor>> actingAs = new HashMap<>();
    private final Set<Actor> actingAsAnybody = new HashSet<>();
    /** The grant that was begun and is not given to anybody yet. */
    private @Nullable Granting begun;

    RolesBuilder() {}

    /**
     * Names some actors as a group, to be granted something below.
     *
     * @throws InvalidInputException if there is a group of this name, it has no members, or one twice
     */
    public RolesBuilder group(String name, String... members) {
        Names.text("group", name, MAX_GROUP);
        Set<Actor> actors = actors("group " + quote(name), members);
        if (groups.putIfAbsent(name, actors) != null) {
            throw new InvalidInputException(
                    "there is a group " + quote(name) + " already; name all its members at once");
        }
        unusedGroups.add(name);
        return this;
    }

    /** Begins to grant a role; say on which models and to whom. */
    public Granting grant(Role role) {
        return begin(new Granting(role.name(), role.operations(), role == Role.ADMINISTRATOR));
    }

    /**
     * Begins to grant single operations; say on which models, if they are about models, and to whom. Who may change a model may also see it.
     *
     * @throws InvalidInputException if one is to act as somebody else, for which there are methods below, or some are about models and
     *     others about the whole registry
     */
    public Granting grant(Operation first, Operation... more) {
        Set<Operation> operations = EnumSet.of(first, more);
        if (operations.contains(Operation.ACT_AS)) {
            throw new InvalidInputException("to ACT_AS somebody is not granted on models; call allowActingAs");
        }
        String what = operations.toString();
        boolean ofModels = operations.stream().anyMatch(Operation::isOfModel);
        if (ofModels && !operations.stream().allMatch(Operation::isOfModel)) {
            throw new InvalidInputException(what
                    + " are in part about models and in part about the whole registry; grant them one after the other");
        }
        if (ofModels) {
            operations.add(Operation.READ);
        }
        return begin(new Granting(what, operations, false));
    }

    private Granting begin(Granting next) {
        requireGiven();
        begun = next;
        return next;
    }

    private void requireGiven() {
        if (begun != null) {
            throw new InvalidInputException(
                    "nobody was given " + begun.what + "; end each grant with to, toGroup or toEverybody");
        }
    }

    /**
     * Lets an actor, such as the account of a web front end, go on in the name of others: with their rights, and their votes.
     *
     * @throws InvalidInputException if there are no others, one is there twice or is the actor, or it may act as anybody already
     */
    public RolesBuilder allowActingAs(String who, String... others) {
        Actor actor = Actor.of(who);
        Set<Actor> all = actors("those whom " + quote(who) + " may act as", others);
        if (all.contains(actor)) {
            throw new InvalidInputException(quote(who) + " always acts as itself; leave it out");
        }
        if (actingAsAnybody.contains(actor)) {
            throw new InvalidInputException(quote(who) + " may act as anybody already; say one of the two");
        }
        actingAs.computeIfAbsent(actor, any -> new HashSet<>()).addAll(all);
        return this;
    }

    /**
     * Lets an actor go on in the name of anybody, administrators too: it has everybody's rights.
     *
     * @throws InvalidInputException if it may act as some already
     */
    public RolesBuilder allowActingAsAnybody(String who) {
        Actor actor = Actor.of(who);
        if (actingAs.containsKey(actor)) {
            throw new InvalidInputException(
                    quote(who) + " may act as " + actingAs.get(actor) + "; say one of the two, these or anybody");
        }
        actingAsAnybody.add(actor);
        return this;
    }

    /**
     * The policy.
     *
     * @throws InvalidInputException if it grants nothing, a grant was begun and given to nobody, or there is a group that is granted nothing
     */
    public Roles build() {
        requireGiven();
        if (grants.isEmpty() && everybody.isEmpty()) {
            throw new InvalidInputException("these roles grant nothing, so nobody could do anything; call grant");
        }
        if (!unusedGroups.isEmpty()) {
            throw new InvalidInputException("nothing is granted to the groups " + unusedGroups
                    + "; grant them something with toGroup, or leave them out");
        }
        return new Roles(grants, everybody, actingAs, actingAsAnybody);
    }

    private static Set<Actor> actors(String what, String... ids) {
        return distinct(what, Arrays.stream(ids).map(Actor::of).toList());
    }

    private static <T> Set<T> distinct(String what, List<T> values) {
        Set<T> distinct = new LinkedHashSet<>(values);
        if (values.isEmpty() || distinct.size() < values.size()) {
            throw new InvalidInputException(what + ": " + values + "; name one or more, each once");
        }
        return distinct;
    }

    /** A grant that was begun. Ends when it is given to somebody. Not thread-safe. */
    public final class Granting {
        private final String what;
        private final Set<Operation> operations;
        private final boolean everywhere;
        private Set<ModelPattern> models = Set.of();
        private Set<Stage> stages = Set.of();

        private Granting(String what, Set<Operation> operations, boolean everywhere) {
            this.what = what;
            this.operations = operations;
            this.everywhere = everywhere;
            if (everywhere) {
                models = Set.of(ModelPattern.of("*"));
            }
        }

        /**
         * On the models whose names match one of these patterns, such as {@code flight_*}; {@code *} for all.
         *
         * @throws InvalidInputException if there are none, one is no pattern or is there twice, or the grant is about no model, or about all
         */
        public Granting on(String... patterns) {
            if (everywhere || operations.stream().noneMatch(Operation::isOfModel)) {
                throw new InvalidInputException(
                        what + " is about the whole registry and cannot be narrowed to models; leave on(…) out");
            }
            models = distinct(
                    "the models of " + what,
                    Arrays.stream(patterns).map(ModelPattern::of).toList());
            return this;
        }

        /**
         * For these stages alone, as far as an operation is about one: entering, approving, evidence, rolling back, and leaving a stage that
         * serves. What is about no stage is granted all the same.
         *
         * @throws InvalidInputException if there are none, one is there twice, or nothing that is granted is about a stage
         */
        public Granting at(Stage... only) {
            if (everywhere || operations.stream().noneMatch(Operation::isOfStage)) {
                throw new InvalidInputException(what + " is not about single stages; leave at(…) out");
            }
            stages = distinct("the stages of " + what, List.of(only));
            return this;
        }

        /**
         * Gives it to these actors.
         *
         * @throws InvalidInputException if there are none, one is there twice or has just this grant, or no models were named
         */
        public RolesBuilder to(String... actors) {
            return end(actors("those who get " + what, actors));
        }

        /**
         * Gives it to the members of these groups.
         *
         * @throws InvalidInputException if there is no such group, a member has just this grant, or no models were named
         */
        public RolesBuilder toGroup(String... names) {
            Set<Actor> members = new LinkedHashSet<>();
            for (String name : distinct("the groups that get " + what, List.of(names))) {
                Set<Actor> group = groups.get(name);
                if (group == null) {
                    throw new InvalidInputException(
                            "there is no group " + quote(name) + "; there are " + groups.keySet() + ", name it first");
                }
                members.addAll(group);
            }
            List.of(names).forEach(unusedGroups::remove);
            return end(members);
        }

        /**
         * Gives it to everybody, whoever they are.
         *
         * @throws InvalidInputException if it is {@link Role#ADMINISTRATOR}, everybody has just this grant, or no models were named
         */
        public RolesBuilder toEverybody() {
            if (everywhere) {
                throw new InvalidInputException(
                        "if everybody is " + what + " there is nothing to deny; open the registry without a policy");
            }
            add(everybody, "everybody", complete());
            return RolesBuilder.this;
        }

        private RolesBuilder end(Set<Actor> actors) {
            Grant grant = complete();
            actors.forEach(
                    actor -> add(grants.computeIfAbsent(actor, any -> new ArrayList<>()), quote(actor.id()), grant));
            return RolesBuilder.this;
        }

        private Grant complete() {
            if (models.isEmpty() && operations.stream().anyMatch(Operation::isOfModel)) {
                throw new InvalidInputException(
                        what + " is granted on no models; say on which with on(\"flight_*\"), or on(\"*\") for all");
            }
            begun = null;
            return new Grant(operations, models, stages);
        }

        private void add(List<Grant> known, String who, Grant grant) {
            if (known.contains(grant)) {
                throw new InvalidInputException(who + " has just this grant of " + what + " already; grant it once");
            }
            known.add(grant);
        }
    }
}
