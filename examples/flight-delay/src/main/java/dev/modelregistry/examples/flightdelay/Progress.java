package dev.modelregistry.examples.flightdelay;

/** Told how a training is getting on; called on the thread that trains. */
@FunctionalInterface
interface Progress {

    /**
     * An epoch, one pass over all the flights, is over.
     *
     * @param epoch the number of the epoch, from 1 to {@code epochs}
     * @param loss mean log loss over the flights of this epoch, each measured just before the model learned from it
     */
    void epochDone(int epoch, int epochs, double loss);
}
