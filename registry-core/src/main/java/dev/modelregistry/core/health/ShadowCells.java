package dev.modelregistry.core.health;

import dev.modelregistry.core.codec.Reported;
import dev.modelregistry.core.codec.ShadowCodec;
import dev.modelregistry.core.shadow.ShadowTrial;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.spi.Bytes;
import dev.modelregistry.spi.CellStore;
import dev.modelregistry.spi.CellStore.CellId;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** What all processes saw of a model's last shadow. Thread-safe. */
public final class ShadowCells {
    private static final String SPACE = "shadow";

    private static final SharedSum.Format<ShadowTrial> FORMAT = new SharedSum.Format<>() {
        @Override
        public Bytes encode(Reported<ShadowTrial> reported) {
            return ShadowCodec.encode(reported);
        }

        @Override
        public Reported<ShadowTrial> decode(CellId cell, Bytes bytes) {
            return ShadowCodec.decode(cell, bytes);
        }
    };

    private final SharedSum<ShadowTrial> sum;

    /** @param random picks the cells that this process adds to */
    public ShadowCells(CellStore cells, ModelName model, Supplier<UUID> ids, RandomGenerator random) {
        this.sum = new SharedSum<>(cells, SPACE, model, FORMAT, ShadowTrial::plus, ids, random);
    }

    /**
     * Adds what this process saw since its last report, once at most.
     *
     * @throws dev.modelregistry.error.ConflictException if others were first again and again; it was not added
     * @throws dev.modelregistry.error.StoreUnavailableException if it was not added
     */
    public void add(ShadowTrial seen) {
        sum.add(seen);
    }

    /** The sum of all that was seen of the last shadow; empty if nothing was. */
    public Optional<ShadowTrial> sum() {
        return sum.parts().stream().reduce(ShadowTrial::plus);
    }
}
