package dev.modelregistry.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** An H2 that says that it is something else, as a driver for something else would. */
final class ClaimedDatabase extends PlainDataSource {
    private final String product;
    private final String version;

    ClaimedDatabase(String product, String version) {
        this.product = product;
        this.version = version;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection real = DriverManager.getConnection("jdbc:h2:mem:claimed");
        return changed(Connection.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getMetaData" ->
                changed(DatabaseMetaData.class, (about, question, none) -> switch (question.getName()) {
                    case "getDatabaseProductName" -> product;
                    case "getDatabaseProductVersion" -> version;
                    default -> question.invoke(real.getMetaData(), none);
                });
            case "prepareStatement" -> version(real, (String) arguments[0]);
            default -> method.invoke(real, arguments);
        });
    }

    private PreparedStatement version(Connection real, String sql) throws SQLException {
        boolean asks = sql.toLowerCase(java.util.Locale.ROOT).equals("select version()");
        PreparedStatement statement = real.prepareStatement(asks ? "SELECT CAST(? AS varchar)" : sql);
        if (asks) {
            statement.setString(1, version);
        }
        return statement;
    }

    private static <T> T changed(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
