package dev.modelregistry.lineage;

import dev.modelregistry.id.Stage;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Graphs in the languages of programs that draw. Nodes are called by their places in the order, so no name is ever read as anything else. */
final class GraphText {
    /** Hashes, of which the beginning is enough to tell them apart in a picture. */
    private static final Pattern HASH = Pattern.compile("\\b([0-9a-f]{12})[0-9a-f]{20,}\\b");

    /** What Mermaid would make a link or a new line of, if no space of no width stood behind it. */
    private static final Pattern APART = Pattern.compile("(?i:https?|ftp):(?=//)|(?i:www)(?=\\.)|@|#92;");

    private GraphText() {}

    static String mermaid(Graph graph) {
        StringBuilder text = new StringBuilder("flowchart LR\n");
        Map<Node, String> ids = new HashMap<>();
        for (Node node : graph.nodes()) {
            String id = "n" + ids.size();
            ids.put(node, id);
            String label = label(graph, node, GraphText::mermaid, "<br/>");
            text.append("    ")
                    .append(id)
                    .append(
                            switch (node.type()) {
                                case DATASET -> "[(\"" + label + "\")]";
                                case DEPLOYMENT -> "([\"" + label + "\"])";
                                case CODE, FEATURE_STORE, FEATURE_PIPELINE, BASE_MODEL, RUN, VERSION ->
                                    "[\"" + label + "\"]";
                            });
            text.append(isLive(graph, node) ? ":::live\n" : "\n");
        }
        for (Edge edge : graph.edges()) {
            text.append("    ")
                    .append(ids.get(edge.from()))
                    .append(" --> ")
                    .append(ids.get(edge.to()))
                    .append('\n');
        }
        return text.append("    classDef live stroke-width:3px\n").toString();
    }

    static String dot(Graph graph) {
        StringBuilder text = new StringBuilder("digraph lineage {\n    rankdir=LR\n    node [shape=box]\n");
        Map<Node, String> ids = new HashMap<>();
        for (Node node : graph.nodes()) {
            String id = "n" + ids.size();
            ids.put(node, id);
            text.append("    ").append(id).append(" [label=\"").append(label(graph, node, GraphText::dot, "\\n"));
            text.append(
                    switch (node.type()) {
                        case DATASET -> "\", shape=cylinder";
                        case DEPLOYMENT -> "\", shape=oval";
                        case CODE, FEATURE_STORE, FEATURE_PIPELINE, BASE_MODEL, RUN, VERSION -> "\"";
                    });
            text.append(isLive(graph, node) ? ", penwidth=3]\n" : "]\n");
        }
        for (Edge edge : graph.edges()) {
            text.append("    ")
                    .append(ids.get(edge.from()))
                    .append(" -> ")
                    .append(ids.get(edge.to()))
                    .append(" [tooltip=\"")
                    .append(edge.relation())
                    .append("\"]\n");
        }
        return text.append("}\n").toString();
    }

    private static boolean isLive(Graph graph, Node node) {
        return graph.stage(node).filter(Stage::isLive).isPresent();
    }

    private static String label(Graph graph, Node node, UnaryOperator<String> escape, String newLine) {
        String name = HASH.matcher(shown(node)).replaceAll("$1…");
        return node.type()
                + newLine
                + escape.apply(name)
                + graph.stage(node)
                        .map(stage -> newLine + escape.apply(stage.name()))
                        .orElse("");
    }

    /** With a blank before the version: many programs take {@code flights@1.2.0} for the address of a mailbox. */
    private static String shown(Node node) {
        int at = node.name().lastIndexOf('@');
        return at < 0
                ? node.name()
                : switch (node.type()) {
                    case DATASET, FEATURE_STORE, BASE_MODEL, VERSION ->
                        node.name().substring(0, at) + " " + node.name().substring(at + 1);
                    case CODE, FEATURE_PIPELINE, RUN, DEPLOYMENT -> node.name();
                };
    }

    /** Everything that Mermaid, or the page around it, could take for more than text, by its number. */
    private static String mermaid(String name) {
        StringBuilder escaped = new StringBuilder();
        name.codePoints().forEach(point -> {
            if (Character.isISOControl(point)) {
                escaped.append(' ');
            } else if (Character.isLetterOrDigit(point) || "-_.@:/ …,+".indexOf(point) >= 0) {
                escaped.appendCodePoint(point);
            } else {
                escaped.append('#').append(point).append(';');
            }
        });
        // Mermaid looks for its own statements within texts, too.
        String text = escaped.toString().replace("style", "#115;tyle").replace("classDef", "#99;lassDef");
        return APART.matcher(text).replaceAll("$0#8203;");
    }

    private static String dot(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(point -> {
            switch (point) {
                case '"', '\\' -> escaped.append('\\').appendCodePoint(point);
                case '&' -> escaped.append("&amp;"); // what looks like an entity of HTML is read as one
                default -> escaped.appendCodePoint(Character.isISOControl(point) ? ' ' : point);
            }
        });
        return escaped.toString();
    }
}
