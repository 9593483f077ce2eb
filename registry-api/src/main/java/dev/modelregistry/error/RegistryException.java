package dev.modelregistry.error;

/**
 * The root of everything this library throws on purpose. Each leaf stands for one thing the caller can do about it; catch the leaf
 * that you can act on and let the rest go.
 *
 * <table>
 * <caption>What to do</caption>
 * <tr><td>{@link InvalidInputException}</td><td>fix the input</td></tr>
 * <tr><td>{@link NotFoundException}</td><td>fix the name, or create what it names</td></tr>
 * <tr><td>{@link ConflictException}</td><td>read again and decide again</td></tr>
 * <tr><td>{@link RejectedException}</td><td>get permission or approval, or take an allowed path</td></tr>
 * <tr><td>{@link AccessDeniedException}</td><td>get the right from whoever configures the access policy, or leave it to somebody who has it</td></tr>
 * <tr><td>{@link StoreUnavailableException}</td><td>retry later; nothing was changed</td></tr>
 * <tr><td>{@link OutcomeUnknownException}</td><td>check whether it happened before doing it again</td></tr>
 * <tr><td>{@link CorruptStoreException}</td><td>page someone: stored bytes are damaged or gone</td></tr>
 * <tr><td>{@link UnsupportedFormatException}</td><td>upgrade the library on this host</td></tr>
 * <tr><td>{@link RegistryClosedException}</td><td>open the registry again</td></tr>
 * </table>
 */
public abstract class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RegistryException(String message) {
        super(message);
    }

    RegistryException(String message, Throwable cause) {
        super(message, cause);
    }
}
