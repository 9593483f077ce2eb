package dev.modelregistry.examples.benchmarks;

/**
 * How much is done.
 *
 * @param versions of the large model
 * @param resolves in each round
 * @param registrations in each round
 * @param warmUpRegistrations before the first round: enough for nearly all 256 directories of the blobs to be there
 * @param artifactBytes size of the large artifact
 * @param rounds of short benchmarks
 * @param longRounds of those in which a round takes seconds
 * @param racers threads that register at once
 * @param registrationsOfRacer versions that each of them registers
 * @param points metric points of a training run
 * @param rollouts that are simulated, of each kind
 */
record Sizes(
        int versions,
        int resolves,
        int registrations,
        int warmUpRegistrations,
        long artifactBytes,
        int rounds,
        int longRounds,
        int racers,
        int registrationsOfRacer,
        int points,
        int rollouts) {
    static final Sizes FULL = new Sizes(10_000, 1_000_000, 50, 1_500, 1L << 30, 15, 5, 64, 10, 1_000_000, 4_000);
    static final Sizes SMOKE = new Sizes(100, 1_000, 2, 2, 3L << 20, 2, 2, 8, 2, 1_000, 20);

    /** Versions of the small model, which the large one is compared with. */
    static final int FEW_VERSIONS = 10;

    /** Connections to a database that write at once. */
    static final int CONNECTIONS = 4;
}
