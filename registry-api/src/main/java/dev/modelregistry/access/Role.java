package dev.modelregistry.access;

import static dev.modelregistry.access.Operation.ACT_AS;
import static dev.modelregistry.access.Operation.ALIAS;
import static dev.modelregistry.access.Operation.APPROVE;
import static dev.modelregistry.access.Operation.COMMENT;
import static dev.modelregistry.access.Operation.DELETE;
import static dev.modelregistry.access.Operation.ERASE;
import static dev.modelregistry.access.Operation.PROMOTE;
import static dev.modelregistry.access.Operation.READ;
import static dev.modelregistry.access.Operation.RECORD_EVIDENCE;
import static dev.modelregistry.access.Operation.REGISTER;
import static dev.modelregistry.access.Operation.REQUEST_APPROVAL;
import static dev.modelregistry.access.Operation.ROLL_BACK;
import static dev.modelregistry.access.Operation.TAG;
import static dev.modelregistry.access.Operation.TRAIN;

import java.util.EnumSet;
import java.util.Set;

/**
 * What {@link Roles} grant at once:
 *
 * <table>
 * <caption>Roles and operations</caption>
 * <tr><th></th><th>viewer</th><th>contributor</th><th>approver</th><th>owner</th><th>administrator</th></tr>
 * <tr><td>{@link Operation#READ}</td><td>yes</td><td>yes</td><td>yes</td><td>yes</td><td>yes</td></tr>
 * <tr><td>{@link Operation#TRAIN}</td><td></td><td>yes</td><td></td><td>yes</td><td>yes</td></tr>
 * <tr><td>{@link Operation#REGISTER}</td><td></td><td>yes</td><td></td><td>yes</td><td>yes</td></tr>
 * <tr><td>{@link Operation#TAG}</td><td></td><td>yes</td><td></td><td>yes</td><td>yes</td></tr>
 * <tr><td>{@link Operation#COMMENT}</td><td></td><td>yes</td><td>yes</td><td>yes</td><td>yes</td></tr>
 * <tr><td>{@link Operation#REQUEST_APPROVAL}</td><td></td><td>yes</td><td></td><td>yes</td><td>yes</td></tr>
 * <tr><td>{@link Operation#APPROVE}</td><td></td><td></td><td>yes</td><td>yes</td><td>yes</td></tr>
 * <tr><td>{@link Operation#PROMOTE}</td><td></td><td></td><td>yes</td><td>yes</td><td>yes</td></tr>
 * <tr><td>{@link Operation#ROLL_BACK}</td><td></td><td></td><td>yes</td><td>yes</td><td>yes</td></tr>
 * <tr><td>{@link Operation#ALIAS}</td><td></td><td></td><td></td><td>yes</td><td>yes</td></tr>
 * <tr><td>{@link Operation#RECORD_EVIDENCE}</td><td></td><td></td><td></td><td>yes</td><td>yes</td></tr>
 * <tr><td>{@link Operation#DELETE}</td><td></td><td></td><td></td><td>yes</td><td>yes</td></tr>
 * <tr><td>{@link Operation#ERASE}</td><td></td><td></td><td></td><td>yes</td><td>yes</td></tr>
 * <tr><td>{@link Operation#BREAK_GLASS}</td><td></td><td></td><td></td><td></td><td>yes</td></tr>
 * <tr><td>{@link Operation#HOLD}</td><td></td><td></td><td></td><td></td><td>yes</td></tr>
 * <tr><td>{@link Operation#RETAIN}</td><td></td><td></td><td></td><td></td><td>yes</td></tr>
 * <tr><td>{@link Operation#CONFIGURE}</td><td></td><td></td><td></td><td></td><td>yes</td></tr>
 * <tr><td>{@link Operation#LINK}</td><td></td><td></td><td></td><td></td><td>yes</td></tr>
 * <tr><td>{@link Operation#QUARANTINE}</td><td></td><td></td><td></td><td></td><td>yes</td></tr>
 * <tr><td>{@link Operation#VERIFY}</td><td></td><td></td><td></td><td></td><td>yes</td></tr>
 * <tr><td>{@link Operation#COLLECT}</td><td></td><td></td><td></td><td></td><td>yes</td></tr>
 * <tr><td>{@link Operation#SUBSCRIBE}</td><td></td><td></td><td></td><td></td><td>yes</td></tr>
 * <tr><td>{@link Operation#COPY_FROM}</td><td></td><td></td><td></td><td></td><td>yes</td></tr>
 * <tr><td>{@link Operation#COPY_INTO}</td><td></td><td></td><td></td><td></td><td>yes</td></tr>
 * <tr><td>{@link Operation#ACT_AS}</td><td></td><td></td><td></td><td></td><td></td></tr>
 * </table>
 *
 * <p>An approver is no contributor: who makes versions and who lets them serve are two people, unless both roles are granted. To act as
 * others is in no role, because it gives the votes of others, too. More may come: treat one that you do not know as {@link #VIEWER}.
 */
public enum Role {
    /** Sees. */
    VIEWER,
    /** Makes versions, and asks for their approval. */
    CONTRIBUTOR,
    /** Decides what enters a stage, and what leaves it. */
    APPROVER,
    /** Does everything with a model that its rules allow. */
    OWNER,
    /** Does everything with everything, in the own name. */
    ADMINISTRATOR;

    /** What it may do. */
    public Set<Operation> operations() {
        return switch (this) {
            case VIEWER -> EnumSet.of(READ);
            case CONTRIBUTOR -> EnumSet.of(READ, TRAIN, REGISTER, TAG, COMMENT, REQUEST_APPROVAL);
            case APPROVER -> EnumSet.of(READ, COMMENT, APPROVE, PROMOTE, ROLL_BACK);
            case OWNER -> {
                Set<Operation> all = EnumSet.of(ALIAS, RECORD_EVIDENCE, DELETE, ERASE);
                all.addAll(CONTRIBUTOR.operations());
                all.addAll(APPROVER.operations());
                yield all;
            }
            case ADMINISTRATOR -> EnumSet.complementOf(EnumSet.of(ACT_AS));
        };
    }
}
