package dev.modelregistry;

import dev.modelregistry.id.Stage;
import dev.modelregistry.review.CheckOutcome;
import java.util.Optional;

/**
 * A check in the host's code that a pipeline asks for by name with {@link dev.modelregistry.pipeline.Gate#check}. Given to {@link
 * RegistryBuilder#check}. It is called on a thread of its own, by several promotions at once, and perhaps more than once for one promotion
 * when others move the stage meanwhile. It may read and write the registry, but neither promote nor simulate
 * where that would ask for checks; it must end within its time limit, and when it is interrupted.
 */
@FunctionalInterface
public interface GateCheck {
    /**
     * Judges a version that wants to enter a stage.
     *
     * @throws Exception whatever it is, the version does not pass, and the refusal tells it
     */
    CheckOutcome check(Candidate candidate) throws Exception;

    /**
     * Who is to be judged.
     *
     * @param version the version
     * @param from the stage that it is in
     * @param to the stage that it wants to enter
     * @param occupant the version that is there and would have to leave, where the stage holds one
     */
    record Candidate(ModelVersion version, Stage from, Stage to, Optional<ModelVersion> occupant) {}
}
