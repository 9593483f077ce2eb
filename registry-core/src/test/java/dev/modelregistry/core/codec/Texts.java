package dev.modelregistry.core.codec;

import java.util.Random;

/** Texts of the kinds that break encoders: control characters, quotes, letters of every length in UTF-8. */
final class Texts {
    private static final int[] PALETTE = {
        'a', 'Z', '7', ' ', '"', '\\', '/', 0, '\n', '\t', 0x1f, 0x7f, 0x85, 0xe9, 0x20ac, 0x2028, 0xfffd, 0xffff,
        0x1f6eb, 0x10ffff
    };

    private Texts() {}

    /** Up to so many code points, possibly none. */
    static String any(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.appendCodePoint(PALETTE[random.nextInt(PALETTE.length)]);
        }
        return text.toString();
    }
}
