package dev.modelregistry.contract;

import java.util.List;

/**
 * The guarantees of {@link dev.modelregistry.spi.RegistryStore} as JUnit tags. Each test of the suite carries at least
 * one, so {@code -Dgroups=G7} runs what checks G7, and a failure says which promise is broken.
 */
public final class Guarantee {
    /** Atomic visibility: a batch is seen whole or not at all. */
    public static final String G1 = "G1";
    /** One winner of all appends that expect the same revision. */
    public static final String G2 = "G2";
    /** Durable on return. */
    public static final String G3 = "G3";
    /** Read after append, in every process. */
    public static final String G4 = "G4";
    /** Dense and ordered revisions. */
    public static final String G5 = "G5";
    /** Three answers: appended, conflict, failure; and the same append is answered with the same success. */
    public static final String G6 = "G6";
    /** Whole, immutable blobs. */
    public static final String G7 = "G7";
    /** The index agrees with the journals. */
    public static final String G8 = "G8";
    /** Damage is reported. */
    public static final String G9 = "G9";
    /** Cells keep an acknowledged compare-and-set. */
    public static final String G10 = "G10";
    /** A promise of the SPI's Javadoc that has no number. */
    public static final String JAVADOC = "javadoc";

    /** The numbered ones. */
    public static final List<String> ALL = List.of(G1, G2, G3, G4, G5, G6, G7, G8, G9, G10);

    private Guarantee() {}
}
