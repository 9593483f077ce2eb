package dev.modelregistry.core.scan;

import dev.modelregistry.core.scan.PickleValue.Reference;
import dev.modelregistry.core.scan.PickleValue.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads pickles of the protocols 0 to 5 as Python's unpickler does, opcode by opcode, without making any value: only to know every name by
 * which a class or function is looked up. Several may follow one another. Memory is bounded, work is not: it grows with the content.
 *
 * <p>Where it is unsure it errs on the side of a finding. An import alone of a module that is allowed is no finding; one of another module is,
 * though Python runs code then only if that module is installed.
 */
final class PickleReader {
    private static final int LONGEST_LINE = 256;
    private static final int HIGHEST_PROTOCOL = 5;
    /** After so many opcodes, content that begins with a protocol is no coincidence. */
    private static final int ENOUGH = 8;

    private static final int MAX_NAMES = 100;

    private final Input in;
    private final Findings findings;
    private final PickleStack stack = new PickleStack();
    private final PickleMemo memo = new PickleMemo();
    private final Set<String> reported = new HashSet<>();
    private long at;
    private long opcodes;
    private int pickles;
    private boolean calls;

    private PickleReader(Input in, Findings findings) {
        this.in = in;
        this.findings = findings;
    }

    /** How sure it is that the content is meant for an unpickler. */
    enum Verdict {
        /** Nobody can take it for one, and an unpickler would run nothing. */
        NONE,
        /** It is one, or begins like one. */
        PICKLE,
        /** An unpickler would run something that is in it, whatever else it is. */
        CALLS
    }

    /** Reads to the end, or to where an unpickler would give up. The findings are of interest if it is one. */
    static Verdict read(Content content, Findings findings) throws IOException {
        try (Input in = content.read()) {
            return new PickleReader(in, findings).read();
        }
    }

    private Verdict read() throws IOException {
        boolean announced = in.peek() == 0x80;
        boolean whole = false;
        boolean cutOff = false;
        try {
            while (in.peek() >= 0) {
                pickle();
            }
            whole = pickles > 0;
        } catch (Unfinished e) {
            cutOff = in.peek() < 0;
            if (pickles > 0 && opcodes <= 1) {
                findings.add("behind the pickle, which ends at byte " + at + ", there is something that is no pickle");
            } else {
                findings.unfinished(e);
            }
        }
        if (calls) {
            return Verdict.CALLS;
        }
        boolean likely = announced && (opcodes >= ENOUGH || cutOff || pickles > 0);
        return whole || likely ? Verdict.PICKLE : Verdict.NONE;
    }

    private void pickle() throws IOException {
        opcodes = 0;
        at = in.position();
        for (int opcode = in.u8(); opcode != '.'; opcode = in.u8()) {
            opcodes++;
            execute(opcode);
            at = in.position();
        }
        stack.pop();
        stack.clear();
        memo.nextPickle();
        pickles++;
    }

    private void execute(int opcode) throws IOException {
        switch (opcode) {
            case '(' -> stack.mark();
            case '0' -> stack.drop();
            case '1' -> stack.popToMark();
            case '2' -> stack.push(stack.top());
            // Numbers and constants
            case 'N', 0x88, 0x89, ']', '}', ')', 0x8f -> stack.push(PickleValue.OTHER);
            case 'F', 'I', 'L' -> {
                line();
                stack.push(PickleValue.OTHER);
            }
            case 'K' -> other(1);
            case 'M' -> other(2);
            case 'J' -> other(4);
            case 'G' -> other(8);
            case 0x8a -> other(in.u8());
            case 0x8b -> other(signed32());
            // Texts
            case 'S' -> quoted();
            case 'V' -> escaped();
            case 'U' -> text(in.u8(), Kind.ASCII);
            case 'T' -> text(signed32(), Kind.ASCII);
            case 0x8c -> text(in.u8(), Kind.UTF_8);
            case 'X' -> text(in.u32(), Kind.UTF_8);
            case 0x8d -> text(in.u63(), Kind.UTF_8);
            // Bytes
            case 'C' -> other(in.u8());
            case 'B' -> other(in.u32());
            case 0x8e, 0x96 -> other(in.u63());
            // Buffers beside the pickle: the loader gives them.
            case 0x97 -> stack.push(PickleValue.OTHER);
            case 0x98 -> stack.top();
            // Collections
            case 'l', 'd', 't', 0x91 -> {
                stack.popToMark();
                stack.push(PickleValue.OTHER);
            }
            case 0x85 -> replace(1);
            case 0x86 -> replace(2);
            case 0x87 -> replace(3);
            case 'a' -> drop(1);
            case 's' -> drop(2);
            case 'e', 'u', 0x90 -> {
                stack.popToMark();
                stack.top();
            }
            // The memo
            case 'p' -> putLine();
            case 'q' -> memo.put(in.u8(), stack.top());
            case 'r' -> memo.put(in.u32(), stack.top());
            case 0x94 -> memo.add(stack.top());
            case 'g' -> getLine();
            case 'h' -> stack.push(memo.get(in.u8()));
            case 'j' -> stack.push(memo.get(in.u32()));
            // Names of data that the loader keeps elsewhere: what they mean is up to it.
            case 'P' -> {
                line();
                stack.push(PickleValue.OTHER);
            }
            case 'Q' -> replace(1);
            // What was looked up by name, and calls of it
            case 'c' -> global();
            case 0x93 -> stackGlobal();
            case 'i' -> inst();
            case 'o' -> obj();
            case 'R', 0x81 -> call(2);
            case 0x92 -> call(3);
            case 'b' -> build();
            case 0x82 -> extension(1);
            case 0x83 -> extension(2);
            case 0x84 -> extension(4);
            // The stream itself
            case 0x80 -> protocol(in.u8());
            case 0x95 -> in.i64();
            default ->
                throw new Unfinished("its pickle has " + opcode + " at byte " + at
                        + ", which is no opcode of protocols 0 to " + HIGHEST_PROTOCOL + "; it is damaged");
        }
    }

    private void protocol(int protocol) throws Unfinished {
        if (protocol > HIGHEST_PROTOCOL) {
            throw new Unfinished("its pickle has protocol " + protocol + "; up to " + HIGHEST_PROTOCOL + " are known");
        }
    }

    private long signed32() throws IOException {
        int length = (int) in.u32();
        if (length < 0) {
            throw new Unfinished("its pickle has a length of " + length + " at byte " + at + "; it is damaged");
        }
        return length;
    }

    private void other(long length) throws IOException {
        in.skip(length);
        stack.push(PickleValue.OTHER);
    }

    private void drop(int count) throws Unfinished {
        for (int i = 0; i < count; i++) {
            stack.pop();
        }
        stack.top();
    }

    private void replace(int count) throws Unfinished {
        for (int i = 0; i < count; i++) {
            stack.pop();
        }
        stack.push(PickleValue.OTHER);
    }

    // Texts

    private enum Kind {
        /** What a host may decode in some other way is not certain. */
        ASCII,
        UTF_8
    }

    private void text(long length, Kind kind) throws IOException {
        if (length > LONGEST_LINE) {
            other(length);
        } else {
            stack.push(text(in.bytes((int) length), kind));
        }
    }

    private static PickleValue text(byte[] bytes, Kind kind) {
        try {
            return Text.of((kind == Kind.ASCII ? StandardCharsets.US_ASCII : StandardCharsets.UTF_8)
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return PickleValue.OTHER;
        }
    }

    /** Up to the next line feed; of a long one the beginning, which is longer than any name. */
    private byte[] line() throws IOException {
        byte[] line = new byte[LONGEST_LINE + 1];
        int length = 0;
        for (int c = in.u8(); c != '\n'; c = in.u8()) {
            if (length < line.length) {
                line[length++] = (byte) c;
            }
        }
        return Arrays.copyOf(line, length);
    }

    private String asciiLine() throws IOException {
        return new String(line(), StandardCharsets.ISO_8859_1);
    }

    /** As Python writes a text in its sources. With a backslash it could be any. */
    private void quoted() throws IOException {
        String line = asciiLine().strip();
        char first = line.isEmpty() ? ' ' : line.charAt(0);
        boolean plain = line.length() >= 2
                && line.length() <= LONGEST_LINE
                && (first == '\'' || first == '"')
                && line.charAt(line.length() - 1) == first
                && line.indexOf('\\') < 0;
        stack.push(
                plain
                        ? text(line.substring(1, line.length() - 1).getBytes(StandardCharsets.ISO_8859_1), Kind.ASCII)
                        : PickleValue.OTHER);
    }

    /** Latin-1, and other characters behind backslashes: with one it could be any text. */
    private void escaped() throws IOException {
        String line = asciiLine();
        stack.push(line.indexOf('\\') < 0 ? Text.of(line) : PickleValue.OTHER);
    }

    // The memo, by keys in decimal digits

    private void putLine() throws IOException {
        try {
            memo.put(Long.parseLong(asciiLine().strip()), stack.top());
        } catch (NumberFormatException e) {
            memo.forget();
        }
    }

    private void getLine() throws IOException {
        try {
            stack.push(memo.get(Long.parseLong(asciiLine().strip())));
        } catch (NumberFormatException e) {
            stack.push(PickleValue.OTHER);
        }
    }

    // Names

    private void global() throws IOException {
        refer(text(line(), Kind.UTF_8), text(line(), Kind.UTF_8));
        stack.push(new Reference());
    }

    private void stackGlobal() throws IOException {
        PickleValue name = stack.pop();
        refer(stack.pop(), name);
        stack.push(new Reference());
    }

    private void refer(PickleValue module, PickleValue name) {
        if (module instanceof Text m && name instanceof Text n) {
            if (!AllowedNames.contains(m.value(), n.value())) {
                report("pickle refers to " + Findings.quote(m.value() + "." + n.value())
                        + ", which is not on the allow-list");
            }
        } else {
            report("pickle refers to something whose name cannot be told"
                    + (pickles == 0 ? "" : ", as another pickle comes before it"));
        }
    }

    private void extension(int length) throws IOException {
        in.skip(length);
        report("pickle refers to something by a number of Python's extension registry");
        stack.push(new Reference());
    }

    /** Each sentence once, with its first position. */
    private void report(String sentence) {
        if (reported.size() < MAX_NAMES && reported.add(sentence)) {
            findings.add(sentence + " (at byte " + at + ")");
        }
    }

    // Calls

    private void call(int values) throws Unfinished {
        replace(values);
        calls = true;
    }

    private void inst() throws IOException {
        PickleValue module = text(line(), Kind.UTF_8);
        PickleValue name = text(line(), Kind.UTF_8);
        stack.popToMark();
        refer(module, name);
        stack.push(PickleValue.OTHER);
        calls = true;
    }

    private void obj() throws Unfinished {
        if (stack.popToMark() == 0) {
            throw new Unfinished("its pickle makes an object of no class at byte " + at + "; it is damaged");
        }
        stack.push(PickleValue.OTHER);
        calls = true;
    }

    /** Gives an object its state; but a class or function has one as well, which others rely on. */
    private void build() throws Unfinished {
        stack.pop();
        if (stack.top() instanceof Reference) {
            report("pickle changes a class or function itself");
        }
    }
}
