package dev.modelregistry.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelregistry.id.Stage;
import dev.modelregistry.lineage.Node.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GraphTextTest {
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final Node DATA = Node.dataset("flights", "sha256:" + HASH);
    private static final Node VERSION = Node.version("flights", "1.2.0");
    private static final Node NEXT = Node.version("flights", "1.3.0");
    private static final Node SERVICE = Node.deployment("gate-7");

    private static final Graph SMALL = Graph.of(
            List.of(),
            List.of(new Edge(DATA, VERSION), new Edge(DATA, NEXT), new Edge(VERSION, SERVICE)),
            Map.of(VERSION, Stage.PRODUCTION, NEXT, Stage.STAGING));

    private static final List<String> HOSTILE = List.of(
            "\"",
            "\\",
            "\\\"",
            "a\\",
            "\\\\\" ]",
            "\\N \\n \\l \\G",
            "a\nb\r\nc\u0000\u0085",
            "]",
            "\"]; click n0 href \"https://example.org\"",
            "\")]\n    n0 --> n1",
            "x\"]:::live",
            "<script>alert(1)</script>",
            "<b>",
            "end",
            "subgraph",
            "style n0 fill:#f00;",
            "style: a=b",
            "classDef x:#y;",
            "`code` **bold** _em_ ~~no~~ [a](b)",
            "\ud83d\udeeb \u20ac \u00e9 e\u0301 \u0627\u0644",
            "\u202eright to left",
            "%% no comment",
            "%%{init: {}}%%",
            "#quot;",
            "#35;",
            "#",
            "&amp; &lt;b&gt; &#39;",
            "$$x$$",
            "{}|>;'()=*!?~^",
            "https://example.org/a?b=c#d",
            "www.example.org",
            "me@example.org",
            "a -> b",
            "--> ---",
            "1. a",
            "\ufb02\u00b0\u00b0",
            "- a",
            " a ");

    private static List<String> hostile() {
        return HOSTILE;
    }

    @Test
    void aSmallOneForMermaid() {
        assertThat(SMALL.toMermaid()).isEqualTo("""
                        flowchart LR
                            n0[("dataset<br/>flights sha256:0123456789ab…")]
                            n1["version<br/>flights 1.2.0<br/>Production"]:::live
                            n2["version<br/>flights 1.3.0<br/>Staging"]
                            n3(["deployment<br/>gate-7"])
                            n0 --> n1
                            n0 --> n2
                            n1 --> n3
                            classDef live stroke-width:3px
                        """);
    }

    @Test
    void aSmallOneForGraphviz() {
        assertThat(SMALL.toDot()).isEqualTo("""
                        digraph lineage {
                            rankdir=LR
                            node [shape=box]
                            n0 [label="dataset\\nflights sha256:0123456789ab…", shape=cylinder]
                            n1 [label="version\\nflights 1.2.0\\nProduction", penwidth=3]
                            n2 [label="version\\nflights 1.3.0\\nStaging"]
                            n3 [label="deployment\\ngate-7", shape=oval]
                            n0 -> n1 [tooltip="trained on"]
                            n0 -> n2 [tooltip="trained on"]
                            n1 -> n3 [tooltip="deploys"]
                        }
                        """);
    }

    @Test
    void oneNodeAloneIsAPicture() {
        Graph graph = Graph.of(List.of(Node.code("1f3a9c2")), List.of(), Map.of());

        assertThat(Mermaid.labels(graph.toMermaid())).containsExactly("code\n1f3a9c2");
        assertThat(Dot.labels(graph.toDot())).containsExactly("code\n1f3a9c2");
    }

    @Test
    void nothingIsAPictureToo() {
        Graph graph = Graph.of(List.of(), List.of(), Map.of());

        assertThat(Mermaid.labels(graph.toMermaid())).isEmpty();
        assertThat(Dot.labels(graph.toDot())).isEmpty();
    }

    @Test
    void whatIsLiveIsMarked() {
        List<Stage> stages = List.of(
                Stage.DEVELOPMENT, Stage.STAGING, Stage.CANARY, Stage.PRODUCTION, Stage.ARCHIVED, Stage.of("style"));
        for (Stage stage : stages) {
            Graph graph = Graph.of(List.of(VERSION), List.of(), Map.of(VERSION, stage));

            assertThat(graph.toMermaid().contains("]:::live\n")).as("%s", stage).isEqualTo(stage.isLive());
            assertThat(graph.toDot().contains(", penwidth=3]")).as("%s", stage).isEqualTo(stage.isLive());
            assertThat(Mermaid.labels(graph.toMermaid())).containsExactly("version\nflights 1.2.0\n" + stage);
            assertThat(Dot.labels(graph.toDot())).containsExactly("version\nflights 1.2.0\n" + stage);
        }
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void aNameIsNeverMoreThanAName(String name) {
        List<Node> nodes = Arrays.stream(Type.values())
                .filter(type -> type != Type.VERSION)
                .map(type -> new Node(type, name))
                .toList();
        Graph graph = Graph.of(nodes, List.of(new Edge(nodes.get(0), nodes.get(1))), Map.of());
        List<String> expected = nodes.stream().map(node -> label(node)).toList();

        assertThat(Mermaid.labels(graph.toMermaid())).isEqualTo(expected);
        assertThat(Dot.labels(graph.toDot())).isEqualTo(expected);
    }

    /** The last at sign of what has a version is shown as a blank, and so is each control character. */
    private static String label(Node node) {
        boolean versioned =
                List.of(Type.DATASET, Type.FEATURE_STORE, Type.BASE_MODEL).contains(node.type());
        StringBuilder name = new StringBuilder(node.name());
        int at = name.lastIndexOf("@");
        if (versioned && at >= 0) {
            name.setCharAt(at, ' ');
        }
        return node.type() + "\n" + name.toString().replaceAll("[\\p{Cntrl}\u0085]", " ");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void aNameIsMadeNoLinkAndNoStatement(String name) {
        String text =
                Graph.of(List.of(Node.deployment(name)), List.of(), Map.of()).toMermaid();

        assertThat(text.lines()).hasSize(3);
        assertThat(text.lines().toList().get(1))
                .matches(
                        " {4}n0\\(\\[\"deployment<br/>(?:[^\"<>%`;{}\\[\\]#&*|$~^=!?()\\\\\\p{Cntrl}]|#[0-9]+;)*\"]\\)")
                .doesNotContain("://e", "www.", "style", "classDef")
                .doesNotContainPattern("@[a-z]");
    }

    @Test
    void namesThatAreAlikeAreNodesOfTheirOwn() {
        Graph graph = Graph.of(
                List.of(),
                List.of(
                        new Edge(new Node(Type.DATASET, "a b@c"), SERVICE),
                        new Edge(new Node(Type.DATASET, "a@b c"), SERVICE),
                        new Edge(new Node(Type.DATASET, "a b c"), SERVICE),
                        new Edge(new Node(Type.CODE, "a b c"), SERVICE)),
                Map.of());

        assertThat(Mermaid.labels(graph.toMermaid()))
                .containsExactly(
                        "dataset\na b c", "dataset\na b c", "dataset\na b c", "code\na b c", "deployment\ngate-7");
        assertThat(Dot.labels(graph.toDot())).isEqualTo(Mermaid.labels(graph.toMermaid()));
        assertThat(graph.toMermaid()).contains("    n2 --> n4\n    n3 --> n4\n");
        assertThat(graph.toDot()).contains("    n2 -> n4 [tooltip=\"deploys\"]\n");
    }

    @Test
    void onlyLongHashesAreCut() {
        Map<String, String> shown = Map.of(
                HASH,
                "0123456789ab…",
                "git:" + HASH.substring(0, 40),
                "git:0123456789ab…",
                HASH.substring(0, 32),
                "0123456789ab…",
                HASH.substring(0, 31),
                HASH.substring(0, 31),
                HASH + "g",
                HASH + "g",
                HASH + "/" + HASH,
                "0123456789ab…/0123456789ab…",
                "20261126T154512123Z-1f3a9c2b70d4",
                "20261126T154512123Z-1f3a9c2b70d4");
        shown.forEach((name, cut) -> {
            Graph graph = Graph.of(List.of(Node.code(name)), List.of(), Map.of());

            assertThat(Mermaid.labels(graph.toMermaid())).containsExactly("code\n" + cut);
            assertThat(Dot.labels(graph.toDot())).containsExactly("code\n" + cut);
        });
    }

    /** Reads the few statements that we write, and nothing else. */
    private static final class Mermaid {
        private static final Pattern TEXT =
                Pattern.compile("flowchart LR\n((?: {4}n[0-9]+[^\n]+\n)*) {4}classDef live stroke-width:3px\n");
        private static final Pattern NODE = Pattern.compile(
                " {4}n([0-9]+)(?:\\[\\(\"([^\"\n]+)\"\\)]|\\(\\[\"([^\"\n]+)\"]\\)|\\[\"([^\"\n]+)\"])(?::::live)?");
        private static final Pattern ARROW = Pattern.compile(" {4}n[0-9]+ --> n[0-9]+");
        private static final Pattern NUMBER = Pattern.compile("#([0-9]+);");

        static List<String> labels(String text) {
            Matcher all = TEXT.matcher(text);
            assertThat(all.matches()).as(text).isTrue();
            List<String> nodes = all.group(1)
                    .lines()
                    .filter(line -> !ARROW.matcher(line).matches())
                    .toList();
            return nodes.stream()
                    .map(line -> {
                        Matcher node = NODE.matcher(line);
                        assertThat(node.matches()).as(line).isTrue();
                        assertThat(node.group(1)).isEqualTo(String.valueOf(nodes.indexOf(line)));
                        return decoded(
                                node.group(2) != null
                                        ? node.group(2)
                                        : node.group(3) != null ? node.group(3) : node.group(4));
                    })
                    .toList();
        }

        private static String decoded(String label) {
            return NUMBER.matcher(label.replace("<br/>", "\n"))
                    .replaceAll(match -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(match.group(1)))))
                    .replace("\u200b", "");
        }
    }

    /** The tokens of the DOT language, and of them the statements that we write. */
    private static final class Dot {
        private static final Pattern TOKEN = Pattern.compile(
                "\\s*(?:([A-Za-z_][A-Za-z_0-9]*|[0-9]+)|(\"(?:[^\"\\\\\n]|\\\\.)*\")|(->|[{}\\[\\]=,]))\\s*");
        private static final Pattern STATEMENTS = Pattern.compile(
                "id id \\{ id = id id \\[ id = id ] (?:id \\[ id = text (?:, id = id )*] )*(?:id -> id \\[ id = text ] )*} ");

        static List<String> labels(String text) {
            Matcher token = TOKEN.matcher(text);
            StringBuilder kinds = new StringBuilder();
            while (token.lookingAt()) {
                kinds.append(token.group(1) != null ? "id" : token.group(2) != null ? "text" : token.group(3))
                        .append(' ');
                token.region(token.end(), token.regionEnd());
            }
            assertThat(token.regionStart()).as(text).isEqualTo(token.regionEnd());
            assertThat(kinds.toString()).matches(STATEMENTS);
            return Pattern.compile("\\[label=\"((?:[^\"\\\\\n]|\\\\.)*)\"")
                    .matcher(text)
                    .results()
                    .map(Dot::decoded)
                    .toList();
        }

        private static String decoded(MatchResult label) {
            return Pattern.compile("\\\\(.)|&amp;|&")
                    .matcher(label.group(1))
                    .replaceAll(match -> Matcher.quoteReplacement(
                            switch (match.group()) {
                                case "\\n" -> "\n";
                                case "\\\\", "\\\"" -> match.group(1);
                                case "&amp;" -> "&";
                                default -> throw new AssertionError(match.group() + " in " + label.group());
                            }));
        }
    }
}
