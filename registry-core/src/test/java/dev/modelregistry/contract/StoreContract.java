package dev.modelregistry.contract;

import org.junit.jupiter.api.Nested;

/** What every store passes. Extend it, name the fixture, and all tests run; see the package for an example. */
public abstract class StoreContract {
    /** A new fixture on fresh ground, used for one test. */
    protected abstract StoreFixture fixture() throws Exception;

    @Nested
    class Lifecycle extends LifecycleContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Closing extends ClosingContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Appends extends AppendContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Reads extends ReadContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class JournalNames extends JournalNameContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Snapshots extends SnapshotContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Blobs extends BlobContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class BlobTrash extends BlobTrashContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Cells extends CellContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Races extends RaceContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Processes extends ProcessContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Kills extends KillContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Damage extends DamageContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Walks extends WalkContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return StoreContract.this.fixture();
        }
    }

    @Nested
    class Index extends IndexContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return StoreContract.this.fixture();
        }
    }
}
