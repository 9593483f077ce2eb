package dev.modelregistry.examples.benchmarks;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections that count what the driver of PostgreSQL waits for an answer to: each execution of a statement or of a batch, and each
 * commit. The beginning of a transaction travels with its first statement.
 */
final class RoundTrips {
    private static final Set<String> TRAVEL =
            Set.of("execute", "executeQuery", "executeUpdate", "executeBatch", "commit");

    private final String url;
    private final AtomicInteger count = new AtomicInteger();

    RoundTrips(String url) {
        this.url = url;
    }

    DataSource source() {
        return proxy(DataSource.class, (method, arguments) -> connection());
    }

    Connection connection() throws SQLException {
        return counted(Connection.class, DriverManager.getConnection(url));
    }

    /** How many some work takes. */
    int of(Measure.Action work) throws IOException {
        int before = count.get();
        work.run();
        return count.get() - before;
    }

    private interface Call {
        @Nullable
        Object of(Method method, Object @Nullable [] arguments) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                RoundTrips.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.of(method, arguments)));
    }

    /** The same, and statements from it are counted too. */
    private <T> T counted(Class<T> type, Object target) {
        return proxy(type, (method, arguments) -> {
            if (TRAVEL.contains(method.getName())) {
                count.incrementAndGet();
            }
            try {
                Object result = method.invoke(target, arguments);
                return result instanceof Statement ? counted(method.getReturnType(), result) : result;
            } catch (InvocationTargetException failed) {
                throw failed.getCause() instanceof Exception cause ? cause : failed;
            }
        });
    }
}
