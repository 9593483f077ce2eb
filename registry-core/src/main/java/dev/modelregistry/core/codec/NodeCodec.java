package dev.modelregistry.core.codec;

import dev.modelregistry.error.UnsupportedFormatException;
import dev.modelregistry.lineage.Node;
import java.util.Arrays;

/** Nodes of the lineage, from the texts that are stored. */
public final class NodeCodec {
    private NodeCodec() {}

    /**
     * The node of a text.
     *
     * @throws UnsupportedFormatException if it is of a type that is not known here
     */
    public static Node decode(String text) {
        if (Arrays.stream(Node.Type.values()).noneMatch(type -> text.startsWith(type + ":"))) {
            throw new UnsupportedFormatException(
                    "node '" + text
                            + "' is of a type that is unknown here and must not be passed over; upgrade the library on this host");
        }
        return Node.parse(text);
    }
}
