package dev.modelregistry.core.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.pipeline.ArtifactFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That no name by which Python would look something up escapes the reader. */
class PickleReaderTest {
    private static final Bytes SYSTEM = Bytes.of("cos\nsystem\n");
    private static final String SYSTEM_FOUND = "pickle refers to `os.system`, which is not on the allow-list";
    private static final String CANNOT_BE_TOLD = "pickle refers to something whose name cannot be told";

    private static Scan scan(Object... parts) {
        return Bytes.of(parts).scan();
    }

    /** A pickle of protocol 4, so that it cannot be taken for a text. */
    private static List<String> findings(Object... parts) {
        Scan scan = Bytes.of(0x80, 4, Bytes.of(parts)).scan();
        assertThat(scan.format()).isEqualTo(ArtifactFormat.PICKLE);
        return scan.findings();
    }

    private static Bytes text(String text) {
        return Bytes.of(0x8c, text.length(), text);
    }

    private static Arguments opcode(String name, String before, Object... bytes) {
        return Arguments.of(name, Bytes.of(before), Bytes.of(bytes));
    }

    /** All opcodes with arguments that are no opcodes themselves, so that a wrong length is noticed at once. */
    static Stream<Arguments> opcodes() {
        Bytes ff4 = Bytes.hex("fefefe7e");
        Bytes ff8 = Bytes.hex("fefefefefefefefe");
        Bytes data = Bytes.hex("fefefe");
        return Stream.of(
                opcode("MARK", "", "("),
                opcode("POP", "N", "0"),
                opcode("POP_MARK", "(", "1"),
                opcode("DUP", "N", "2"),
                opcode("FLOAT", "", "F\u00fe1.5\n"),
                opcode("INT", "", "I\u00fe1\n"),
                opcode("BININT", "", "J", ff4),
                opcode("BININT1", "", "K", 0xfe),
                opcode("LONG", "", "L\u00fe1L\n"),
                opcode("BININT2", "", "M", 0xfe, 0xfe),
                opcode("NONE", "", "N"),
                opcode("PERSID", "", "P\u00feid\n"),
                opcode("BINPERSID", "N", "Q"),
                opcode("REDUCE", "NN", "R"),
                opcode("STRING", "", "S'\u00fe'\n"),
                opcode("BINSTRING", "", "T", Bytes.u32(3), data),
                opcode("SHORT_BINSTRING", "", "U", 3, data),
                opcode("UNICODE", "", "V\u00fe\n"),
                opcode("BINUNICODE", "", "X", Bytes.u32(3), data),
                opcode("APPEND", "NN", "a"),
                opcode("BUILD", "NN", "b"),
                opcode("GLOBAL", "", "c\u00femodule\n\u00fename\n"),
                opcode("DICT", "(", "d"),
                opcode("EMPTY_DICT", "", "}"),
                opcode("APPENDS", "N(", "e"),
                opcode("GET", "", "g1\n"),
                opcode("BINGET", "", "h", 0xfe),
                opcode("INST", "(", "i\u00femodule\n\u00fename\n"),
                opcode("LONG_BINGET", "", "j", ff4),
                opcode("LIST", "(", "l"),
                opcode("EMPTY_LIST", "", "]"),
                opcode("OBJ", "(N", "o"),
                opcode("PUT", "N", "p1\n"),
                opcode("BINPUT", "N", "q", 0xfe),
                opcode("LONG_BINPUT", "N", "r", ff4),
                opcode("SETITEM", "NNN", "s"),
                opcode("TUPLE", "(", "t"),
                opcode("EMPTY_TUPLE", "", ")"),
                opcode("SETITEMS", "N(", "u"),
                opcode("BINFLOAT", "", "G", ff8),
                opcode("BINBYTES", "", "B", Bytes.u32(3), data),
                opcode("SHORT_BINBYTES", "", "C", 3, data),
                opcode("PROTO", "", 0x80, 5),
                opcode("NEWOBJ", "NN", 0x81),
                opcode("EXT1", "", 0x82, 0xfe),
                opcode("EXT2", "", 0x83, 0xfe, 0xfe),
                opcode("EXT4", "", 0x84, ff4),
                opcode("TUPLE1", "N", 0x85),
                opcode("TUPLE2", "NN", 0x86),
                opcode("TUPLE3", "NNN", 0x87),
                opcode("NEWTRUE", "", 0x88),
                opcode("NEWFALSE", "", 0x89),
                opcode("LONG1", "", 0x8a, 3, data),
                opcode("LONG4", "", 0x8b, Bytes.u32(3), data),
                opcode("SHORT_BINUNICODE", "", 0x8c, 3, data),
                opcode("BINUNICODE8", "", 0x8d, Bytes.u64(3), data),
                opcode("BINBYTES8", "", 0x8e, Bytes.u64(3), data),
                opcode("EMPTY_SET", "", 0x8f),
                opcode("ADDITEMS", "N(", 0x90),
                opcode("FROZENSET", "(", 0x91),
                opcode("NEWOBJ_EX", "NNN", 0x92),
                opcode("STACK_GLOBAL", "NN", 0x93),
                opcode("MEMOIZE", "N", 0x94),
                opcode("FRAME", "", 0x95, ff8),
                opcode("BYTEARRAY8", "", 0x96, Bytes.u64(3), data),
                opcode("NEXT_BUFFER", "", 0x97),
                opcode("READONLY_BUFFER", "N", 0x98),
                opcode("STOP", "N", "."));
    }

    @ParameterizedTest
    @MethodSource("opcodes")
    void everyOpcodeHasItsLength(String name, Bytes before, Bytes opcode) {
        Bytes pickle = Bytes.of(0x80, 5, before, opcode);

        assertThat(scan(pickle, SYSTEM, ".").findings())
                .as(name)
                .contains(SYSTEM_FOUND + " (at byte " + pickle.length() + ")");
    }

    /** An unpickler refuses what takes a value from an empty stack, and so never comes to what follows. */
    @ParameterizedTest
    @MethodSource("opcodes")
    void whatAnOpcodeTakesMustBeThere(String name, Bytes before, Bytes opcode) {
        for (int i = 0; i < before.length(); i++) {
            Scan scan = scan(0x80, 5, "NNNN0000", before.first(i), opcode, SYSTEM, ".");

            assertThat(scan.findings()).as(name).hasSize(1).first().asString().contains("damaged");
        }
    }

    @Test
    void thereAreNoOtherOpcodes() {
        Set<Integer> known = new HashSet<>();
        opcodes().forEach(opcode -> known.add(((Bytes) opcode.get()[2]).array()[0] & 0xff));

        assertThat(known).hasSize(68);
        IntStream.range(0, 256)
                .filter(opcode -> !known.contains(opcode))
                .forEach(opcode -> assertThat(findings("N0N0N0N0N0", opcode, SYSTEM, "."))
                        .containsExactly("the scan could not be finished: its pickle has " + opcode
                                + " at byte 12, which is no opcode of protocols 0 to 5; it is damaged"));
    }

    // Real ones: {'w': numpy.arange(2, dtype='f4'), 's': numpy.float64(3), 'o': OrderedDict(a={1})}, by NumPy 2.4

    private static final Bytes PROTOCOL_0 = Bytes.hex(
            "286470300a56770a70310a636e756d70792e5f636f72652e6d756c746961727261790a5f7265636f6e7374727563740a70320a28"
                    + "636e756d70790a6e6461727261790a70330a2849300a7470340a635f636f646563730a656e636f64650a70350a2856620a70360a"
                    + "566c6174696e310a70370a7470380a5270390a747031300a527031310a2849310a2849320a747031320a636e756d70790a647479"
                    + "70650a7031330a285666340a7031340a4930300a4930310a747031350a527031360a2849330a563c0a7031370a4e4e4e492d310a"
                    + "492d310a49300a747031380a624930300a67350a28565c75303030305c75303030305c75303030305c75303030305c7530303030"
                    + "5c7530303030803f0a7031390a67370a747032300a527032310a747032320a627356730a7032330a636e756d70792e5f636f7265"
                    + "2e6d756c746961727261790a7363616c61720a7032340a286731330a285666380a7032350a4930300a4930310a747032360a5270"
                    + "32370a2849330a6731370a4e4e4e492d310a492d310a49300a747032380a6267350a28565c75303030305c75303030305c753030"
                    + "30305c75303030305c75303030305c753030303008400a7032390a67370a747033300a527033310a747033320a527033330a7356"
                    + "6f0a7033340a63636f6c6c656374696f6e730a4f726465726564446963740a7033350a2874527033360a56610a7033370a635f5f"
                    + "6275696c74696e5f5f0a7365740a7033380a28286c7033390a49310a61747034300a527034310a73732e");
    private static final Bytes PROTOCOL_2 = Bytes.hex(
            "80027d7100285801000000777101636e756d70792e5f636f72652e6d756c746961727261790a5f7265636f6e7374727563740a71"
                    + "02636e756d70790a6e6461727261790a71034b00857104635f636f646563730a656e636f64650a71055801000000627106580600"
                    + "00006c6174696e31710786710852710987710a52710b284b014b0285710c636e756d70790a64747970650a710d58020000006634"
                    + "710e898887710f527110284b0358010000003c71114e4e4e4affffffff4affffffff4b0074711262896805580900000000000000"
                    + "0000c2803f71136807867114527115747116625801000000737117636e756d70792e5f636f72652e6d756c746961727261790a73"
                    + "63616c61720a7118680d580200000066387119898887711a52711b284b0368114e4e4e4affffffff4affffffff4b0074711c6268"
                    + "0558080000000000000000000840711d680786711e52711f86712052712158010000006f712263636f6c6c656374696f6e730a4f"
                    + "726465726564446963740a7123295271245801000000617125635f5f6275696c74696e5f5f0a7365740a71265d71274b01618571"
                    + "2852712973752e");
    private static final Bytes PROTOCOL_4 = Bytes.hex(
            "8004950d010000000000007d94288c0177948c166e756d70792e5f636f72652e6d756c74696172726179948c0c5f7265636f6e73"
                    + "74727563749493948c056e756d7079948c076e6461727261799493944b0085944301629487945294284b014b02859468058c0564"
                    + "747970659493948c02663494898887945294284b038c013c944e4e4e4affffffff4affffffff4b00749462894308000000000000"
                    + "803f947494628c01739468028c067363616c6172949394680e8c02663894898887945294284b0368124e4e4e4affffffff4affff"
                    + "ffff4b007494624308000000000000084094869452948c016f948c0b636f6c6c656374696f6e73948c0b4f726465726564446963"
                    + "749493942952948c0161948f94284b019073752e");
    private static final Bytes PROTOCOL_5 = Bytes.hex(
            "8005950f010000000000007d94288c0177948c136e756d70792e5f636f72652e6e756d65726963948c0b5f66726f6d6275666665"
                    + "7294939428960800000000000000000000000000803f948c056e756d7079948c0564747970659493948c02663494898887945294"
                    + "284b038c013c944e4e4e4affffffff4affffffff4b007494624b0285948c014394749452948c0173948c166e756d70792e5f636f"
                    + "72652e6d756c74696172726179948c067363616c617294939468088c02663894898887945294284b03680c4e4e4e4affffffff4a"
                    + "ffffffff4b007494624308000000000000084094869452948c016f948c0b636f6c6c656374696f6e73948c0b4f72646572656444"
                    + "6963749493942952948c0161948f94284b019073752e");

    /** {@code os.system('id')} at loading, as Python writes it. */
    private static final Bytes EVIL_0 =
            Bytes.hex("63706f7369780a73797374656d0a70300a285669640a70310a7470320a5270330a2e");

    private static final Bytes EVIL_2 =
            Bytes.hex("800263706f7369780a73797374656d0a71005802000000696471018571025271032e");
    private static final Bytes EVIL_4 =
            Bytes.hex("8004951d000000000000008c05706f736978948c0673797374656d9493948c02696494859452942e");

    static List<Bytes> harmless() {
        return List.of(PROTOCOL_0, PROTOCOL_2, PROTOCOL_4, PROTOCOL_5);
    }

    static List<Bytes> evil() {
        return List.of(EVIL_0, EVIL_2, EVIL_4);
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void whatRefersToAllowedNamesOnlyIsClean(Bytes pickle) {
        assertThat(pickle.scan()).isEqualTo(new Scan(ArtifactFormat.PICKLE, List.of()));
    }

    @ParameterizedTest
    @MethodSource("evil")
    void whatRefersToOtherNamesIsNot(Bytes pickle) {
        Scan scan = pickle.scan();

        assertThat(scan.format()).isEqualTo(ArtifactFormat.PICKLE);
        assertThat(scan.findings())
                .singleElement()
                .asString()
                .startsWith("pickle refers to `posix.system`, which is not on the allow-list (at byte ");
    }

    @ParameterizedTest
    @MethodSource({"harmless", "evil"})
    void aPickleThatIsCutOffAnywhereIsNeverClean(Bytes pickle) {
        for (int length = 1; length < pickle.length(); length++) {
            Scan scan = pickle.first(length).scan();

            // Nothing distinguishes the first few letters of protocol 0 from a text; but they call nothing.
            boolean calls = new String(pickle.first(length).array(), StandardCharsets.ISO_8859_1).contains("R");
            if (scan.format() == ArtifactFormat.PICKLE || calls || pickle.array()[0] == (byte) 0x80) {
                assertThat(scan.findings()).as("cut at %s", length).isNotEmpty();
            } else {
                assertThat(scan.format()).isIn(ArtifactFormat.TEXT, ArtifactFormat.UNKNOWN);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("evil")
    void aCallIsFoundEvenIfWhatFollowsIsDamaged(Bytes pickle) {
        Scan scan = Bytes.of(pickle.first(pickle.length() - 1), 0xff, Bytes.zeros(100))
                .scan();

        assertThat(scan.format()).isEqualTo(ArtifactFormat.PICKLE);
        assertThat(scan.findings()).anyMatch(finding -> finding.contains("posix.system"));
    }

    // Names

    @Test
    void pairsAreAllowedNotTheirParts() {
        assertThat(findings("ctorch\nencode\n.")).singleElement().asString().contains("`torch.encode`");
        assertThat(findings("ccollections\nOrderedDict.fromkeys\n.")).hasSize(1);
        assertThat(findings("ccollections.OrderedDict\nfromkeys\n.")).hasSize(1);
        assertThat(findings("cnumpy\nndarray.tofile\n.")).hasSize(1);
        assertThat(findings("ccollections\r\nOrderedDict\r\n.")).hasSize(1);
        assertThat(findings("ccollections\nOrderedDict \n.")).hasSize(1);
        assertThat(findings("cCollections\nOrderedDict\n.")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "builtins.getattr",
                "builtins.eval",
                "builtins.exec",
                "builtins.compile",
                "builtins.open",
                "builtins.__import__",
                "builtins.map",
                "builtins.filter",
                "__builtin__.apply",
                "__builtin__.eval",
                "builtins.type",
                "builtins.object",
                "copyreg._reconstructor",
                "functools.partial",
                "functools.reduce",
                "operator.attrgetter",
                "torch.load",
                "torch.storage._load_from_bytes",
                "torch._utils._rebuild_from_type_v2",
                "numpy.load",
                "numpy.memmap",
                "numpy.f2py.crackfortran",
                "sklearn.svm.SVC",
                "joblib.numpy_pickle.NumpyArrayWrapper",
                "pickle.loads",
                "os.system",
                "nt.system"
            })
    void whatCouldRunCodeIsNotAllowed(String name) {
        int dot = name.lastIndexOf('.');
        String pair = name.substring(0, dot) + "\n" + name.substring(dot + 1) + "\n";

        assertThat(findings("c" + pair + ".")).singleElement().asString().contains("`" + name + "`");
        assertThat(findings("(i" + pair + ".")).singleElement().asString().contains("`" + name + "`");
    }

    @Test
    void aNameIsReportedOnceAtItsFirstPlace() {
        assertThat(findings(SYSTEM, SYSTEM, "ca\nb\n."))
                .containsExactly(
                        SYSTEM_FOUND + " (at byte 2)",
                        "pickle refers to `a.b`, which is not on the allow-list (at byte 24)");
    }

    @Test
    void aLongNameIsNotMistakenForItsBeginning() {
        String blanks = " ".repeat(1000);

        assertThat(findings("ccollections\nOrderedDict" + blanks + "\n."))
                .containsExactly(CANNOT_BE_TOLD + " (at byte 2)");
        assertThat(findings(text("collections"), "X", Bytes.u32(1011), "OrderedDict" + blanks, 0x93, "."))
                .containsExactly(CANNOT_BE_TOLD + " (at byte 1031)");
    }

    @Test
    void manyNamesMakeAReportOfBoundedLength() {
        String all =
                IntStream.range(0, 10_000).mapToObj(i -> "cm\nn" + i + "\n0").reduce("", String::concat);

        assertThat(findings(all, "N.")).hasSize(51).last().isEqualTo("there is more that is not listed here");
    }

    @Test
    void controlCharactersOfANameAreNotShown() {
        assertThat(findings("ca\u001b[2J\nb\r\n."))
                .containsExactly("pickle refers to `a\ufffd[2J.b\ufffd`, which is not on the allow-list (at byte 2)");
    }

    // Names from the stack

    @Test
    void namesAreTakenFromTheStack() {
        assertThat(findings(text("os"), text("system"), 0x93, ".")).containsExactly(SYSTEM_FOUND + " (at byte 14)");
        assertThat(findings(text("collections"), text("OrderedDict"), 0x93, "."))
                .isEmpty();
        assertThat(findings(text("OrderedDict"), text("collections"), 0x93, "."))
                .hasSize(1);
    }

    @Test
    void namesAreFoundHoweverTheyCameOnTheStack() {
        Bytes allowed = Bytes.of(text("collections"), text("OrderedDict"));
        for (Bytes way : List.of(
                Bytes.of("X", Bytes.u32(2), "os", 0x8d, Bytes.u64(6), "system"),
                Bytes.of("Vos\nVsystem\n"),
                Bytes.of("S'os'\nS\"system\"\n"),
                Bytes.of("U", 2, "osT", Bytes.u32(6), "system"),
                Bytes.of(text("os"), "q", 5, "0", text("system"), "q", 6, "0", allowed, "h", 5, "h", 6),
                Bytes.of(text("os"), "p5\n0", text("system"), "p06\n0", allowed, "h", 5, "g 6\n"),
                Bytes.of(text("os"), "r", Bytes.u32(70000), text("system"), "q", 1, "0j", Bytes.u32(70000), "h", 1),
                Bytes.of(text("os"), 0x94, "0", text("system"), 0x94, "0", allowed, "h", 0, "h", 1),
                Bytes.of(text("collections"), "q", 1, "0", text("os"), "q", 1, "0", "h", 1, text("system")),
                Bytes.of(text("os"), text("system"), text("x"), "0"),
                Bytes.of(text("os"), text("system"), "(", allowed, "1"),
                Bytes.of(text("os"), text("system"), text("x"), "(", "10"),
                Bytes.of(text("os"), text("system"), "2", "0"))) {
            assertThat(findings(way, 0x93, ".")).singleElement().asString().startsWith(SYSTEM_FOUND);
        }
    }

    @Test
    void whatIsNotKnownForCertainIsNeverTakenForAnAllowedName() {
        for (Bytes way : List.of(
                Bytes.of("NN"),
                Bytes.of("K", 1, text("OrderedDict")),
                Bytes.of(text("collections"), "h", 9),
                Bytes.of(text("collections"), "C", 11, "OrderedDict"),
                Bytes.of("S'\\x6fs'\n", text("system")),
                Bytes.of("V\\u006fs\n", text("system")),
                Bytes.of("S'os\n", text("system")),
                Bytes.of(text("collections"), "Pid\n"),
                Bytes.of(text("collections"), text("OrderedDict"), "Q"),
                Bytes.of(text("collections"), text("OrderedDict"), 0x85),
                // What was there before is there no more.
                Bytes.of(text("collections"), "q", 1, "0Nq", 1, "0h", 1, text("OrderedDict")),
                Bytes.of(
                        text("collections"),
                        "q",
                        1,
                        "0X",
                        Bytes.u32(300),
                        "x".repeat(300),
                        "q",
                        1,
                        "0h",
                        1,
                        text("OrderedDict")),
                // A key that is not a plain number may be any.
                Bytes.of(text("collections"), "q", 10, "0", text("os"), "p1_0\n0", "h", 10, text("OrderedDict")),
                // Where it counts on from is not known.
                Bytes.of(text("os"), "q", 9, text("collections"), 0x94, "00", "h", 1, text("OrderedDict")))) {
            assertThat(findings(way, 0x93, "N0N0N0."))
                    .singleElement()
                    .asString()
                    .startsWith(CANNOT_BE_TOLD);
        }
    }

    @Test
    void theMemoOfAnEarlierPickleIsNotReliedOn() {
        Bytes first = Bytes.of(text("os"), 0x94, text("system"), 0x94, "0.");
        Bytes second = Bytes.of(
                0x80, 4, text("collections"), 0x94, "0", text("OrderedDict"), 0x94, "0", "h", 0, "h", 1, 0x93, ".");

        assertThat(findings(first, second))
                .singleElement()
                .asString()
                .startsWith(CANNOT_BE_TOLD + ", as another pickle comes before it");
    }

    @Test
    void aFullMemoForgetsInsteadOfErring() {
        Object[] parts = new Object[20_000];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Bytes.of(text("os"), "r", Bytes.u32(i), "0");
        }
        Bytes many = Bytes.of(parts);

        assertThat(findings(
                        many, text("os"), "r", Bytes.u32(30_000), "0j", Bytes.u32(30_000), text("system"), 0x93, "."))
                .singleElement()
                .asString()
                .startsWith(CANNOT_BE_TOLD);
        assertThat(findings(
                        many,
                        text("collections"),
                        "r",
                        Bytes.u32(30_000),
                        "0j",
                        Bytes.u32(30_000),
                        text("OrderedDict"),
                        0x93,
                        "."))
                .isEmpty();
    }

    @Test
    void numbersOfTheExtensionRegistryAreNamesThatCannotBeTold() {
        assertThat(findings(0x82, 1, "."))
                .containsExactly("pickle refers to something by a number of Python's extension registry (at byte 2)");
    }

    @Test
    void stateOfAClassItselfIsAFinding() {
        assertThat(findings("ccollections\nOrderedDict\nq", 1, "0h", 1, "}b."))
                .containsExactly("pickle changes a class or function itself (at byte 33)");
        assertThat(findings("ccollections\nOrderedDict\n)R}b.")).isEmpty();
    }

    // What is refused, or is not one pickle

    @Test
    void severalPicklesAreAllRead() {
        assertThat(scan(PROTOCOL_2, PROTOCOL_0, "N.", PROTOCOL_2).findings()).isEmpty();
        assertThat(scan(PROTOCOL_2, "N.", EVIL_2).findings())
                .singleElement()
                .asString()
                .contains("posix.system");
    }

    @Test
    void whatFollowsTheLastPickleMustBeOne() {
        Scan scan = scan(PROTOCOL_4, Bytes.zeros(64));

        assertThat(scan.format()).isEqualTo(ArtifactFormat.PICKLE);
        assertThat(scan.findings())
                .containsExactly("behind the pickle, which ends at byte 280, there is something that is no pickle");
    }

    @Test
    void laterProtocolsAreNotKnown() {
        assertThat(scan(0x80, 2, "N0N0N0N0", 0x80, 6, "N.").findings())
                .containsExactly("the scan could not be finished: its pickle has protocol 6; up to 5 are known");
    }

    @Test
    void hostileLengthsAreDamage() {
        for (Bytes length : List.of(
                Bytes.of("B", Bytes.u32(0xffff_ffffL)),
                Bytes.of("X", Bytes.u32(0xffff_ffffL)),
                Bytes.of("T", Bytes.u32(0xffff_ffffL)),
                Bytes.of("T", Bytes.u32(0x7fff_ffff)),
                Bytes.of(0x8b, Bytes.u32(0x7fff_ffff)),
                Bytes.of(0x8b, Bytes.u32(0x8000_0000L)),
                Bytes.of(0x8d, Bytes.u64(-1)),
                Bytes.of(0x8e, Bytes.u64(Long.MAX_VALUE)),
                Bytes.of(0x96, Bytes.u64(1L << 62)))) {
            assertThat(findings("N0N0N0N0N0", length, "data."))
                    .singleElement()
                    .asString()
                    .startsWith("the scan could not be finished: ")
                    .contains("damaged");
        }
    }

    @Test
    void theStackIsBounded() {
        assertThat(findings("(".repeat(200_000)))
                .containsExactly("the scan could not be finished: its pickle needs a stack of more than 131072 values");
        assertThat(findings("(" + "N".repeat(100_000) + "t.")).isEmpty();
    }

    /** A pickle that never ends, as far as anyone will wait: a hundred million values under ever new keys. */
    @Test
    void memoryDoesNotGrowWithThePickle() throws IOException {
        Bytes step = Bytes.of(text("no such name"), 0x94, "0");
        long steps = 10_000_000;
        Content endless = new Content() {
            @Override
            public long size() {
                return 2 + step.length() * steps;
            }

            @Override
            public InputStream open(long position) {
                return new Repeated(Bytes.of(0x80, 4), step, steps);
            }
        };
        System.gc();
        long before = used();
        Findings findings = new Findings();

        assertThat(PickleReader.read(endless, findings)).isEqualTo(PickleReader.Verdict.PICKLE);
        assertThat(findings.all()).hasSize(1);
        System.gc();
        assertThat(used() - before).isLessThan(50 << 20);
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    // Text that is a pickle

    @Test
    void aTextThatCallsIsAPickle() {
        Scan scan = scan("cos\nsystem\n(S'rm -r ~'\ntR.");

        assertThat(scan.format()).isEqualTo(ArtifactFormat.PICKLE);
        assertThat(scan.findings()).containsExactly(SYSTEM_FOUND + " (at byte 0)");
        assertThat(scan("(S'rm -r ~'\nios\nsystem\n and so on").format()).isEqualTo(ArtifactFormat.PICKLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat\ndog\n",
                "cat\ndog\nbird\n",
                "col1\ncol2\ncol3\ncol4\n",
                "Virginica\nSetosa\n",
                "N. N.",
                "tree\nversion=v3\n",
                "(see below)\n"
            })
    void aTextThatOnlyLooksLikeThatIsNot(String text) {
        assertThat(scan(text)).isEqualTo(new Scan(ArtifactFormat.TEXT, List.of()));
    }

    private static final class Repeated extends InputStream {
        private final Bytes step;
        private long left;
        private int at;
        private byte[] now;

        Repeated(Bytes first, Bytes step, long times) {
            this.step = step;
            this.left = times;
            this.now = first.array();
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            int count = 0;
            while (count < length) {
                if (at == now.length) {
                    if (left == 0) {
                        break;
                    }
                    left--;
                    now = step.array();
                    at = 0;
                }
                to[offset + count++] = now[at++];
            }
            return count == 0 ? -1 : count;
        }
    }
}
