package dev.modelregistry.core.scan;

import static dev.modelregistry.pipeline.ArtifactFormat.GGUF;
import static dev.modelregistry.pipeline.ArtifactFormat.GZIP;
import static dev.modelregistry.pipeline.ArtifactFormat.HDF5;
import static dev.modelregistry.pipeline.ArtifactFormat.JSON;
import static dev.modelregistry.pipeline.ArtifactFormat.NUMPY;
import static dev.modelregistry.pipeline.ArtifactFormat.ONNX;
import static dev.modelregistry.pipeline.ArtifactFormat.PICKLE;
import static dev.modelregistry.pipeline.ArtifactFormat.SAFETENSORS;
import static dev.modelregistry.pipeline.ArtifactFormat.TEXT;
import static dev.modelregistry.pipeline.ArtifactFormat.TFLITE;
import static dev.modelregistry.pipeline.ArtifactFormat.UNKNOWN;
import static dev.modelregistry.pipeline.ArtifactFormat.XGBOOST_BINARY;
import static dev.modelregistry.pipeline.ArtifactFormat.XML;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.pipeline.ArtifactFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each format is recognised by, and that what is damaged or two things at once is not clean. */
class ArtifactScannerTest {
    private static final Bytes EVIL = Bytes.of(0x80, 2, "cos\nsystem\nX", Bytes.u32(2), "id", 0x85, "R.");

    private static Bytes safetensors(String header, int data) {
        return Bytes.of(Bytes.u64(header.length()), header, Bytes.zeros(data));
    }

    private static Bytes field(int number, Object... value) {
        Bytes bytes = Bytes.of(value);
        return Bytes.of(varint(number << 3 | 2), varint(bytes.length()), bytes);
    }

    private static Bytes varint(long value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (; value > 0x7f; value >>>= 7) {
            bytes.write((int) (value & 0x7f | 0x80));
        }
        bytes.write((int) value);
        return new Bytes(bytes.toByteArray());
    }

    private static Bytes number(int field, long value) {
        return Bytes.of(varint(field << 3), varint(value));
    }

    private static final Bytes GRAPH = field(
            7,
            field(1, field(1, "x"), field(2, "y"), field(4, "Relu")),
            field(2, "graph"),
            field(5, number(1, 1), number(2, 1), field(8, "w"), field(9, Bytes.zeros(300))),
            field(11, field(1, "x")),
            field(12, field(1, "y")));
    private static final Bytes OPSET = field(8, field(1, ""), number(2, 17));
    private static final Bytes MODEL = Bytes.of(number(1, 8), field(2, "producer"), number(5, 1), GRAPH, OPSET);

    private static Bytes string(String text) {
        return Bytes.of(Bytes.u64(text.length()), text);
    }

    private static Bytes gguf(int data) {
        Bytes header = Bytes.of(
                "GGUF",
                Bytes.u32(3),
                Bytes.u64(2),
                Bytes.u64(4),
                string("general.architecture"),
                Bytes.u32(8),
                string("llama"),
                string("general.alignment"),
                Bytes.u32(4),
                Bytes.u32(16),
                string("tokens"),
                Bytes.u32(9),
                Bytes.u32(8),
                Bytes.u64(2),
                string("a"),
                string("b"),
                string("scores"),
                Bytes.u32(9),
                Bytes.u32(6),
                Bytes.u64(3),
                Bytes.zeros(12),
                string("w"),
                Bytes.u32(2),
                Bytes.u64(2),
                Bytes.u64(3),
                Bytes.u32(0),
                Bytes.u64(0),
                string("q"),
                Bytes.u32(1),
                Bytes.u64(64),
                Bytes.u32(2),
                Bytes.u64(32));
        return Bytes.of(header, Bytes.zeros((16 - header.length() % 16) % 16), Bytes.zeros(data));
    }

    private static Bytes hdf5(int version, long end) {
        Bytes head = switch (version) {
            case 0 -> Bytes.of(0, 0, 0, 0, 0, 8, 8, 0, Bytes.u16(4), Bytes.u16(16), Bytes.u32(0));
            case 1 -> Bytes.of(1, 0, 0, 0, 0, 8, 8, 0, Bytes.u16(4), Bytes.u16(16), Bytes.u32(0), Bytes.u32(32));
            default -> Bytes.of(version, 8, 8, 0);
        };
        return Bytes.of(Hdf5.SIGNATURE, head, Bytes.u64(0), Bytes.u64(-1), Bytes.u64(end), Bytes.zeros(200))
                .first(200);
    }

    /** A model of version 3 without operators and graphs, with one buffer of eight bytes. */
    private static final Bytes TFLITE_MODEL = Bytes.of(
            Bytes.u32(24),
            "TFL3", // the model; 4 bytes of padding follow
            Bytes.u16(0),
            Bytes.u16(14), // at 10, its fields: 14 bytes, of a table of 12; version at 4, buffers at 8
            Bytes.u16(12),
            Bytes.u16(4),
            Bytes.u16(0),
            Bytes.u16(0),
            Bytes.u16(0),
            Bytes.u16(8),
            Bytes.u32(14),
            Bytes.u32(3),
            Bytes.u32(4), // at 24
            Bytes.u32(1),
            Bytes.u32(12), // at 36, the buffers
            Bytes.u16(0),
            Bytes.u16(6),
            Bytes.u16(8),
            Bytes.u16(4), // at 46, the buffer's fields
            Bytes.u32(6),
            Bytes.u32(4), // at 52
            Bytes.u32(8),
            Bytes.zeros(8)); // at 60

    private static Bytes key(String text) {
        return Bytes.of("L", 0, 0, 0, 0, 0, 0, 0, text.length(), text);
    }

    private static final Bytes XGBOOST = Bytes.of(
            "{",
            key("learner"),
            "{",
            key("name"),
            "S",
            key("gbtree"),
            key("trees"),
            "[#L",
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            2,
            "{}",
            "i",
            5,
            key("weights"),
            "[$d#L",
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            2,
            Bytes.zeros(8),
            key("on"),
            "T",
            "}",
            key("version"),
            "[i",
            2,
            "i",
            1,
            "I",
            1,
            0,
            "]",
            "}");

    private static Bytes gzip(Bytes... members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Bytes member : members) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                gzip.write(member.array());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Bytes(bytes.toByteArray());
    }

    static Stream<Arguments> formats() {
        String tensors =
                "{\"__metadata__\":{\"format\":\"pt\"},\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"b\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[8,9]}}";
        return Stream.of(
                Arguments.of(ONNX, MODEL),
                Arguments.of(ONNX, Bytes.of(OPSET, field(14, field(1, "k")), field(25, "f"), number(1, 3), GRAPH)),
                Arguments.of(SAFETENSORS, safetensors(tensors, 9)),
                Arguments.of(SAFETENSORS, safetensors(tensors + "       ", 9)),
                Arguments.of(SAFETENSORS, safetensors("{}", 0)),
                Arguments.of(GGUF, gguf(32 + 36)),
                Arguments.of(TFLITE, TFLITE_MODEL),
                Arguments.of(HDF5, hdf5(0, 200)),
                Arguments.of(HDF5, hdf5(1, 200)),
                Arguments.of(HDF5, hdf5(2, 200)),
                Arguments.of(HDF5, hdf5(3, 200)),
                Arguments.of(NUMPY, ZipTest.array("<f4", "(2, 3)", 24)),
                Arguments.of(NUMPY, ZipTest.array("|b1", "()", 1)),
                Arguments.of(NUMPY, ZipTest.array("<U3", "(2,)", 24)),
                Arguments.of(NUMPY, ZipTest.array("<M8[ns]", "(0, 5)", 0)),
                Arguments.of(
                        NUMPY,
                        ZipTest.npy("[('a', '<f4'), (('t', 'b'), '|S3', (2, 2)), ('c', [('d', '|i1')])]", "(1,)", 17)),
                Arguments.of(GZIP, gzip(Bytes.of("text"))),
                Arguments.of(JSON, Bytes.of(" {\"a\": [1, 2.5e3, true, null, \"x\"]} \n")),
                Arguments.of(JSON, Bytes.of("[]")),
                Arguments.of(JSON, Bytes.utf8("\ufeff[\"ü\"]")),
                Arguments.of(JSON, Bytes.of(" ".repeat(100) + "{}")),
                Arguments.of(
                        XML,
                        Bytes.utf8(
                                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- - -- -->\n<PMML v='4'><a b=\"&lt;\"/>ü &#10; &#xa;"
                                        + "<![CDATA[<]]]]></PMML >\n")),
                Arguments.of(XML, Bytes.of("<a/>")),
                Arguments.of(TEXT, Bytes.of("tree\nversion=v3\n")),
                Arguments.of(TEXT, Bytes.utf8("größe\t1\r\n")),
                Arguments.of(TEXT, Bytes.of("{\"a\": 1}\n{\"a\": 2}\n")),
                Arguments.of(TEXT, Bytes.of("[section]\nkey=value\n")),
                Arguments.of(TEXT, Bytes.of("<s>\n<pad>\n</s>\n")),
                Arguments.of(TEXT, Bytes.of("42")),
                Arguments.of(XGBOOST_BINARY, XGBOOST),
                Arguments.of(UNKNOWN, Bytes.of()),
                Arguments.of(UNKNOWN, Bytes.zeros(100)),
                Arguments.of(UNKNOWN, Bytes.of(0xac, 0xed, 0, 5, "sr")),
                Arguments.of(UNKNOWN, Bytes.of("gr\u00f6\u00dfe in Latin-1")),
                Arguments.of(UNKNOWN, Bytes.of("[\"gr\u00f6\u00dfe in Latin-1\"]")),
                Arguments.of(UNKNOWN, Bytes.of("[", 0, "]", 0)),
                Arguments.of(UNKNOWN, Bytes.of(0xff, 0xfe, "<", 0, "a", 0, "/", 0, ">", 0)),
                Arguments.of(UNKNOWN, Bytes.of("BZh91AY&SY", 0, 1)));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void formatsAreRecognisedAndClean(ArtifactFormat format, Bytes bytes) {
        assertThat(bytes.scan()).isEqualTo(new Scan(format, List.of()));
    }

    /** A text that is cut off is a text, and ONNX goes on to the end of its file: these end with a field that must be there. */
    @ParameterizedTest
    @MethodSource("formats")
    void aCutAnywhereIsNeverClean(ArtifactFormat format, Bytes bytes) {
        for (int length = 1; length < bytes.length(); length++) {
            Scan scan = bytes.first(length).scan();

            assertThat(scan.findings().isEmpty() && scan.format() != UNKNOWN && scan.format() != TEXT && format != TEXT)
                    .as("cut at %s of %s: %s", length, bytes.length(), scan)
                    .isEqualTo(length >= completeAt(format, bytes));
        }
    }

    /** From where on nothing is missing that must be there: blanks, padding, and fields that need not be there. */
    private static int completeAt(ArtifactFormat format, Bytes bytes) {
        String text = new String(bytes.array(), StandardCharsets.ISO_8859_1);
        return switch (format) {
            case JSON, XML -> text.stripTrailing().length();
            default -> bytes.length();
        };
    }

    /** A FlatBuffer does not know how long it is. */
    @Test
    void bytesBehindAreNeverClean() {
        formats()
                .filter(each -> each.get()[0] != TEXT && each.get()[0] != UNKNOWN)
                .forEach(each -> {
                    Scan scan = Bytes.of((Bytes) each.get()[1], 0xff, Bytes.zeros(100))
                            .scan();

                    assertThat(scan.findings().isEmpty() && scan.format() != UNKNOWN)
                            .as("%s: %s", each.get()[0], scan)
                            .isEqualTo(each.get()[0] == TFLITE);
                });
    }

    @Test
    void whatIsInFrontOfAPickleMayBeANameForTheLoader() {
        Scan scan = Bytes.of("Pid\n", EVIL).scan();

        assertThat(scan.format()).isEqualTo(PICKLE);
        assertThat(scan.findings()).singleElement().asString().contains("os.system");
    }

    /** A field 8 begins with the opcode for bytes, whose length of four bytes reaches into the next field. */
    @Test
    void onnxThatIsAPickleAsWellIsNotClean() {
        Bytes onnx = Bytes.of("B", 10, Bytes.zeros(10), field(8, 0, EVIL), number(1, 8), GRAPH);

        assertThat(onnx.scan().format()).isEqualTo(PICKLE);
        assertThat(onnx.scan().findings())
                .contains("it is a pickle as well, and runs when it is loaded as one")
                .anyMatch(finding -> finding.contains("os.system"));
    }

    // Each format's own

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9]}}",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,7]}}",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-1,7]}}",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2]}}",
                "{\"w\":{\"dtype\":1,\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}}",
                "{\"w\":[]}",
                "{\"__metadata__\":{\"a\":1}}",
                "{} {}",
                "{]",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,99999999999999999999]}}"
            })
    void safetensorsMustFillTheFile(String header) {
        Scan scan = safetensors(header, 8).scan();

        assertThat(scan.format()).isEqualTo(SAFETENSORS);
        assertThat(scan.findings())
                .singleElement()
                .asString()
                .startsWith("the scan could not be finished: its safetensors header");
    }

    @Test
    void aHeaderOfSafetensorsLongerThanTheFileIsDamage() {
        assertThat(Bytes.of(Bytes.u64(1000), "{}").scan().findings())
                .containsExactly(
                        "the scan could not be finished: its safetensors header has 1000 bytes, but there are 2 only; it is damaged or cut off");
        assertThat(Bytes.of(Bytes.u64(-1), "{}").scan().format()).isEqualTo(UNKNOWN);
    }

    @Test
    void onnxHasKnownFieldsOnly() {
        for (Bytes other : List.of(
                Bytes.of(number(1, 8), OPSET),
                Bytes.of(number(1, 8), GRAPH),
                Bytes.of(GRAPH, OPSET),
                Bytes.of(number(1, 0), GRAPH, OPSET),
                Bytes.of(number(1, 1000), GRAPH, OPSET),
                Bytes.of(number(1, 8), number(1, 8), GRAPH, OPSET),
                Bytes.of(MODEL, GRAPH),
                Bytes.of(MODEL, field(9, "x")),
                Bytes.of(MODEL, number(7, 1)),
                Bytes.of(MODEL, field(1, "x")),
                Bytes.of(MODEL, varint(2 << 3 | 3)),
                Bytes.of(MODEL, field(14, "x").first(2)),
                Bytes.of(number(1, 8), field(7, field(3, "x")), OPSET),
                Bytes.of(number(1, 8), field(7, field(2, "x").first(2)), OPSET),
                Bytes.of(MODEL, varint(14 << 3 | 2), varint(Long.MAX_VALUE), "x"),
                Bytes.of(MODEL, Bytes.hex("ffffffffffffffffffffff01")))) {
            assertThat(other.scan().format()).isEqualTo(UNKNOWN);
        }
    }

    @Test
    void numpyArraysOfObjectsArePickles() {
        String finding = "its elements are objects of Python, which are kept as a pickle; save an array of numbers";

        assertThat(Bytes.of(ZipTest.array("|O", "(1,)", 0), EVIL).scan()).isEqualTo(new Scan(NUMPY, List.of(finding)));
        assertThat(ZipTest.array("|O8", "(1,)", 8).scan().findings()).containsExactly(finding);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<f4' + 'x", "<q4", "__import__", "<f99999999999"})
    void numpyHeadersAreAsNumpyWritesThem(String type) {
        assertThat(ZipTest.array(type, "(2,)", 8).scan().findings())
                .singleElement()
                .asString()
                .contains("its NumPy header is not as NumPy writes it");
    }

    @Test
    void numpyShapesMustFitTheFile() {
        for (String shape : List.of("(3,)", "(999999999999, 999999999999, 999999999999)", "(2, 2)", "(0,)")) {
            assertThat(ZipTest.array("<f4", shape, 8).scan().findings())
                    .singleElement()
                    .asString()
                    .contains("does not tell of the 8 bytes");
        }
        assertThat(ZipTest.array("<f4", "(-2,)", 8).scan().findings()).hasSize(1);
    }

    @Test
    void ggufMayBePaddedAtTheEnd() {
        assertThat(gguf(32 + 36 + 12).scan()).isEqualTo(new Scan(GGUF, List.of()));
        assertThat(gguf(32 + 36 + 11).scan().findings()).hasSize(1);
        assertThat(gguf(32 + 36 + 28).scan().findings()).hasSize(1);
    }

    @Test
    void ggufMustBePlausible() {
        Bytes gguf = gguf(68);
        assertThat(gguf.with(4, Bytes.u32(1)).scan().findings())
                .singleElement()
                .asString()
                .contains("its GGUF version is 1");
        assertThat(gguf.with(8, Bytes.u64(-1)).scan().findings()).hasSize(1);
        assertThat(gguf.with(8, Bytes.u64(Long.MAX_VALUE)).scan().findings()).hasSize(1);
        assertThat(gguf.with(16, Bytes.u64(Long.MAX_VALUE)).scan().findings()).hasSize(1);
        assertThat(gguf.with(24, Bytes.u64(Long.MAX_VALUE)).scan().findings()).hasSize(1);
    }

    @Test
    void hdf5MustBeAsLongAsItSays() {
        assertThat(hdf5(0, 199).scan().findings())
                .singleElement()
                .asString()
                .contains("its HDF5 superblock tells of 199 bytes, but there are 200");
        assertThat(hdf5(9, 200).scan().findings()).singleElement().asString().contains("has version 9");
    }

    @Test
    void anotherFormatWithHdf5BehindItIsNotClean() {
        for (int at : new int[] {512, 1024, 4096}) {
            Bytes data = Bytes.zeros(5000).with(at - 128, hdf5(0, 200));

            assertThat(ZipTest.array("|u1", "(5000,)", 0).length()).isEqualTo(128);
            assertThat(Bytes.of(ZipTest.array("|u1", "(5000,)", 0), data).scan())
                    .isEqualTo(new Scan(
                            NUMPY,
                            List.of("it is an HDF5 file as well, for readers that look for it behind the beginning")));
        }
    }

    @Test
    void xmlWithADocumentTypeIsNotClean() {
        for (String xml : List.of(
                "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
                "<?xml version='1.0'?><!-- x --><!DOCTYPE a><a/>",
                "\n<!DOCTYPE html>\n<p>")) {
            assertThat(Bytes.of(xml).scan().format()).isEqualTo(XML);
            assertThat(Bytes.of(xml).scan().findings()).first().asString().startsWith("its XML has a document type");
        }
    }

    @Test
    void announcedXmlMustBeWellFormedAndInUtf8() {
        String announced = "<?xml version=\"1.0\"?>";
        for (String xml : List.of(
                "<a>",
                "<a></b>",
                "<a/><b/>",
                "<a/>x",
                "<a b/>",
                "<a b=c/>",
                "<a>&b;</a>",
                "<a b='<'/>",
                "<![CDATA[x]]>",
                "",
                "</a>",
                "<a><!- -></a>")) {
            assertThat(Bytes.of(announced, xml).scan().format()).as(xml).isEqualTo(XML);
            assertThat(Bytes.of(announced, xml).scan().findings())
                    .as(xml)
                    .singleElement()
                    .asString()
                    .contains("its XML is not well-formed");
            assertThat(Bytes.of(xml).scan().format()).as(xml).isIn(TEXT, UNKNOWN);
        }
        assertThat(Bytes.of("<?xml version='1.0' encoding='UTF-7'?><a/>").scan().findings())
                .singleElement()
                .asString()
                .contains("its XML is not in UTF-8");
        assertThat(Bytes.of(announced, "<a>".repeat(2000)).scan().findings())
                .singleElement()
                .asString()
                .contains("more than 1000 elements deep");
    }

    @Test
    void jsonThatIsCutOffOrTooDeepIsNotClean() {
        assertThat(Bytes.of("{\"a\": [1, ").scan()).satisfies(scan -> {
            assertThat(scan.format()).isEqualTo(JSON);
            assertThat(scan.findings())
                    .singleElement()
                    .asString()
                    .startsWith("the scan could not be finished: its JSON");
        });
        for (String json : List.of("{\"a\": tru", "[1.", "[-", "[1, fals", "{\"a\"", "{", "[[]")) {
            assertThat(Bytes.of(json).scan().format()).as(json).isEqualTo(JSON);
        }
        assertThat(Bytes.of("[".repeat(100_000)).scan().findings()).hasSize(1);
    }

    @Test
    void gzipMayHaveSeveralMembers() {
        assertThat(gzip(Bytes.of("{\"a\":"), Bytes.of("1}")).scan()).isEqualTo(new Scan(GZIP, List.of()));
        assertThat(gzip(EVIL.first(6), Bytes.of(Arrays.copyOfRange(EVIL.array(), 6, EVIL.length())))
                        .scan()
                        .findings())
                .hasSize(2);
    }

    @Test
    void whatGzipPacksIsScanned() {
        assertThat(gzip(EVIL).scan())
                .isEqualTo(new Scan(
                        GZIP,
                        List.of(
                                "in `gzip`: pickle refers to `os.system`, which is not on the allow-list (at byte 2)",
                                "it is a pickle, packed by gzip")));
        assertThat(gzip(gzip(gzip(gzip(gzip(Bytes.of("x")))))).scan().findings())
                .singleElement()
                .asString()
                .contains("it is packed more than 4 times");
        Bytes damaged = gzip(Bytes.of("text"));
        assertThat(damaged.with(damaged.length() - 8, 1, 2, 3, 4).scan().findings())
                .singleElement()
                .asString()
                .contains("its checksum does not fit");
    }

    @Test
    void bombsAreNotUnpacked() throws IOException {
        Scan scan = ArtifactScanner.scan(gzip(Bytes.zeros(1_000_000)), new Budget(500_000));

        assertThat(scan)
                .isEqualTo(
                        new Scan(
                                GZIP,
                                List.of(
                                        "the scan could not be finished: it unpacks to more than the 500000 bytes that are read of a file of this size")));
    }

    // Whatever the bytes

    @Test
    void randomBytesNeitherThrowNorHang() {
        Random random = new Random(20_261_126);
        List<Bytes> seeds = Stream.concat(
                        formats().map(each -> (Bytes) each.get()[1]), PickleReaderTest.harmless().stream())
                .toList();
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (int i = 0; i < 20_000; i++) {
                byte[] bytes = seeds.get(random.nextInt(seeds.size())).array().clone();
                for (int change = random.nextInt(4); change >= 0 && bytes.length > 0; change--) {
                    bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt() : 0xff);
                }
                assertThat(ArtifactScanner.scan(new Bytes(bytes), new Budget(1 << 20)))
                        .isNotNull();
                byte[] noise = new byte[random.nextInt(300)];
                random.nextBytes(noise);
                assertThat(ArtifactScanner.scan(new Bytes(noise), new Budget(1 << 20))
                                .format())
                        .isNotNull();
            }
        });
    }

    @Test
    void randomChangesOfFilesNeitherThrowNorHang() {
        Random random = new Random(7);
        List<Bytes> seeds = List.of(TFLITE_MODEL, ZipTest.sample());
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (int i = 0; i < 3_000; i++) {
                Bytes seed = seeds.get(i % seeds.size());
                assertThat(seed.with(random.nextInt(seed.length()), random.nextInt(256))
                                .with(random.nextInt(seed.length()), 0xff)
                                .scan())
                        .isNotNull();
            }
        });
    }

    @Test
    void failuresOfTheDiskAreNotFindings() {
        Content failing = new Content() {
            @Override
            public long size() {
                return 10;
            }

            @Override
            public InputStream open(long position) throws IOException {
                throw new IOException("the disk is gone");
            }
        };

        assertThatThrownBy(() -> ArtifactScanner.scan(failing, new Budget(1))).hasMessage("the disk is gone");
        assertThatThrownBy(() -> ArtifactScanner.scan(Path.of("no such file"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void formatsHaveStableNames() {
        Map<String, ArtifactFormat> names =
                Map.of("onnx", ONNX, "numpy-archive", ArtifactFormat.NUMPY_ARCHIVE, "xgboost-binary", XGBOOST_BINARY);

        names.forEach(
                (name, format) -> assertThat(ArtifactFormat.ofWireName(name)).isEqualTo(format));
        for (ArtifactFormat format : ArtifactFormat.values()) {
            assertThat(ArtifactFormat.ofWireName(format.wireName())).isEqualTo(format);
        }
        assertThatThrownBy(() -> ArtifactFormat.ofWireName("ONNX"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("artifact format 'ONNX' is unknown; known are onnx, safetensors, gguf, tflite, hdf5, numpy,"
                        + " numpy-archive, pickle, pytorch, zip, gzip, json, xml, text, xgboost-binary, unknown");
        assertThat(PICKLE.mayRunCode()).isTrue();
        assertThat(UNKNOWN.mayRunCode()).isTrue();
        assertThat(ONNX.mayRunCode()).isFalse();
    }
}
