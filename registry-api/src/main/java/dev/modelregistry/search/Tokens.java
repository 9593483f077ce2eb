package dev.modelregistry.search;

import dev.modelregistry.error.InvalidInputException;
import dev.modelregistry.text.Names;
import java.util.function.Supplier;

/** The pieces of a query one after the other, and the errors that point at them. */
final class Tokens {
    private final String text;
    private final QueryLexer lexer;
    private Token token;

    /** @throws InvalidInputException if the text is too long, or begins with nothing of the language */
    Tokens(String text) {
        this.text = text;
        if (text.length() > Limits.TEXT) {
            throw error(Limits.TEXT, Limits.TOO_LONG);
        }
        this.lexer = new QueryLexer(text);
        this.token = lexer.next();
    }

    /** The one to read next. */
    Token current() {
        return token;
    }

    void advance() {
        token = lexer.next();
    }

    boolean acceptWord(String keyword) {
        boolean is = token.isWord(keyword);
        if (is) {
            advance();
        }
        return is;
    }

    void expectWord(String keyword) {
        if (!acceptWord(keyword)) {
            throw unexpected(keyword);
        }
    }

    boolean acceptSign(String sign) {
        boolean is = token.isSign(sign);
        if (is) {
            advance();
        }
        return is;
    }

    /** What a check lets pass; what it throws points at the token. */
    <T> T checked(Token at, Supplier<T> made) {
        try {
            return made.get();
        } catch (InvalidInputException e) {
            throw error(at.start(), String.valueOf(e.getMessage()));
        }
    }

    void check(Token at, Runnable check) {
        checked(at, () -> {
            check.run();
            return at;
        });
    }

    InvalidInputException unexpected(String wanted) {
        String found = switch (token.kind()) {
            case END -> "the query ends";
            case TEXT -> Names.quote(token.text()) + " stands";
            case WORD, KEYED, NUMBER, SIGN -> Names.quote(text.substring(token.start(), token.end())) + " stands";
        };
        return error(found + " where something else is expected; write " + wanted);
    }

    InvalidInputException error(String problem) {
        return error(token.start(), problem);
    }

    InvalidInputException error(int position, String problem) {
        return QueryError.at(text, position, problem);
    }
}
