package dev.modelregistry.examples.benchmarks;

/**
 * How much is searched in.
 *
 * @param models in the database, each with ten versions
 * @param modelsInFiles each with five
 * @param warmUps calls that do not count
 * @param calls of each question
 */
record SearchSizes(int models, int modelsInFiles, int warmUps, int calls) {
    static final SearchSizes FULL = new SearchSizes(100_000, 1_000, 100, 300);
    static final SearchSizes SMOKE = new SearchSizes(100, 5, 2, 5);

    SearchSizes withModels(int number) {
        return new SearchSizes(number, modelsInFiles, warmUps, calls);
    }
}
