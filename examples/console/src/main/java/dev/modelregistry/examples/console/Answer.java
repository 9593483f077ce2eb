package dev.modelregistry.examples.console;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a command says.
 *
 * @param exitCode for scripts
 * @param json the whole answer for scripts
 * @param text the same for people, each line ended by a line feed
 */
record Answer(int exitCode, JsonNode json, String text) {
    /** An answer to a question, or that a change is made. */
    static Answer of(JsonNode json, String text) {
        return new Answer(ExitCode.DONE, json, text);
    }

    /** The answer is yes, or it is no. */
    static Answer yesOrNo(boolean yes, JsonNode json, String text) {
        return new Answer(yes ? ExitCode.DONE : ExitCode.NO, json, text);
    }
}
