package dev.modelregistry.core;

import dev.modelregistry.ModelRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** What is copied, and where to. */
@Timeout(
        value = Ground.BOUND_SECONDS,
        threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a copy could go round in circles
abstract class TwoGrounds {
    final Ground here = new Ground();
    final Ground there = new Ground();
    final FaultyStore reading = here.way();
    final FaultyStore writing = there.way();
    final ModelRegistry from = here.open(reading);
    final ModelRegistry to = there.open(writing);

    @AfterEach
    final void closeBoth() {
        here.close();
        there.close();
    }
}
