/**
 * The contract suite: what every {@link dev.modelregistry.spi.RegistryStore} passes.
 *
 * <p>The author of a store adds the test-jar of {@code registry-core}, JUnit 5 and AssertJ, and writes two small
 * classes: a {@link dev.modelregistry.contract.StoreFixture} (most extend {@link
 * dev.modelregistry.contract.ProviderFixture}) that makes fresh ground and can damage it, and the test itself:
 *
 * <pre>{@code
 * class MyStoreTest extends StoreContract {
 *     @TempDir Path directory;
 *
 *     @Override
 *     protected StoreFixture fixture() {
 *         return new MyFixture("mine:" + directory.resolve(UUID.randomUUID().toString()));
 *     }
 * }
 * }</pre>
 *
 * <p>A store that encrypts blobs passes {@link dev.modelregistry.contract.EncryptedStoreContract} as well, with a fixture that opens with the
 * suite's cipher.
 *
 * <p>A test may ask for several fixtures, so each has ground of its own. Tests carry the guarantees they check as tags
 * ({@link dev.modelregistry.contract.Guarantee}). Nothing in here can be skipped: where stores may differ, the fixture
 * declares which way, and the suite asserts either answer. Children are started with this JVM's class path, so tests
 * run on the class path, not on the module path.
 */
@NullMarked
package dev.modelregistry.contract;

import org.jspecify.annotations.NullMarked;
