package dev.modelregistry.examples.sharedtransaction;

import static dev.modelregistry.Change.because;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.modelregistry.Freshness;
import dev.modelregistry.ModelRegistry;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegisteredModel;
import dev.modelregistry.error.ConflictException;
import dev.modelregistry.error.RegistryException;
import dev.modelregistry.id.SemanticVersion;
import dev.modelregistry.jdbc.JdbcLocation;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A registry in the transaction of its host: a version and the host's own row are there together, or neither is.
 *
 * <p>It can be run again on the same database: each run adds jobs and versions to those of the run before.
 */
public final class SharedTransaction {
    static final String DEFAULT_URL = "jdbc:h2:file:./target/shared-transaction";

    static final String USAGE = """
            Usage: ./mvnw -q -Pshared-transaction -Dexec.args="[URL]"

              URL   of a database, such as jdbc:postgresql://HOST/DATABASE?user=USER&password=PASSWORD
                    (default %s)
            """.formatted(DEFAULT_URL);

    /** How old the serving application's answers may be. */
    private static final Duration AGE = Duration.ofMillis(200);

    private final TrainingService service;
    /** Another application's, in transactions of its own. */
    private final RegisteredModel elsewhere;

    private final RegisteredModel served;
    private final PrintStream out;

    private SharedTransaction(TrainingService service, ModelRegistry registry, PrintStream out) {
        this.service = service;
        this.elsewhere = registry.as("research").model(TrainingService.MODEL);
        this.served = registry.with(Freshness.bounded(AGE)).model(TrainingService.MODEL);
        this.out = out;
    }

    public static void main(String... arguments) {
        int status = run(System.out, System.err, arguments);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Does what {@link #main} does, and returns the exit status instead of leaving. */
    static int run(PrintStream out, PrintStream err, String... arguments) {
        String url = arguments.length == 0 ? DEFAULT_URL : arguments[0];
        if (arguments.length > 1 || !url.startsWith("jdbc:")) {
            err.print(USAGE);
            return 2;
        }
        try {
            // The registry's tables are made once, not in a transaction of the host. What is wrong with a URL comes out
            // here, too.
            ModelRegistry.openOrCreate(url).close();
            tell(url, out);
            return 0;
        } catch (RegistryException | SQLException e) {
            err.println(String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " "));
            return 1;
        }
    }

    private static void tell(String url, PrintStream out) throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(4);
        try (HikariDataSource pool = new HikariDataSource(config);
                ModelRegistry registry =
                        ModelRegistry.builder().location(JdbcLocation.of(pool)).openOrCreate()) {
            out.printf("The registry and the table training_job share %s%n", registry.location());
            new SharedTransaction(new TrainingService(pool), registry, out).tell();
        }
    }

    private void tell() throws SQLException {
        service.createTable();
        int before = service.finishedJobs().size();
        commit(job(before + 1));
        rollBack(job(before + 1), job(before + 2));
        serve(job(before + 3));
        beSecond(job(before + 4));

        title("What the table says, and what the registry says");
        for (Map.Entry<String, Integer> row :
                service.finishedJobs().tailMap(job(before + 1)).entrySet()) {
            fact(row.getKey(), "number " + row.getValue() + ", which is " + elsewhere.version(row.getValue()));
        }
    }

    /** The version and the row appear together. */
    private void commit(String job) throws SQLException {
        title("Commit: %s registers a version and writes its row", job);
        service.inTransaction((model, jobs) -> {
            ModelVersion version = finish(model, jobs, next(model), job);
            fact("in the transaction", version);
            fact("everybody else sees", committed());
            return version;
        });
        fact("after the commit", committed());
    }

    /** A row that cannot be written takes the version along, and its number is given to the next. */
    private void rollBack(String finished, String next) throws SQLException {
        title("Rollback: %s runs once more, but its row is there", finished);
        try {
            service.inTransaction((model, jobs) -> {
                ModelVersion version = register(model, next(model), finished);
                fact("in the transaction", version);
                jobs.insert(finished, version);
                return version;
            });
        } catch (SQLException rowIsThere) {
            fact("after the rollback", committed());
        }
        fact(next + " makes", service.inTransaction((model, jobs) -> finish(model, jobs, next(model), next)));
    }

    /** Who serves from memory sees a version at the first look after the commit, and not before. */
    private void serve(String job) throws SQLException {
        title("Serve: an application looks every %d ms, while %s commits", AGE.toMillis(), job);
        ModelVersion made = service.inTransaction((model, jobs) -> {
            ModelVersion version = finish(model, jobs, next(model), job);
            fact("in the transaction", version);
            fact("everybody else sees", committed());
            fact("the application has", served.latest().orElseThrow());
            return version;
        });
        long commit = System.nanoTime();
        while (served.latest().orElseThrow().number() < made.number()) {
            LockSupport.parkNanos(1_000_000); // in earnest it has requests to answer
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - commit);
        fact(millis + " ms after the commit", served.latest().orElseThrow());
    }

    /** Somebody else takes the version that a job trained for; the job begins again, from what there is then. */
    private void beSecond(String job) throws SQLException {
        title("Conflict: somebody else takes the version that %s is about to register", job);
        service.untilNobodyElseIsFirst(attempt -> {
            SemanticVersion version = next(elsewhere);
            if (attempt == 1) {
                fact("somebody else", register(elsewhere, version, "an experiment"));
            }
            try {
                ModelVersion made = service.inTransaction((model, jobs) -> finish(model, jobs, version, job));
                fact("attempt " + attempt, made);
                return made;
            } catch (ConflictException somebodyElse) {
                fact("attempt " + attempt, String.valueOf(somebodyElse.getMessage()));
                throw somebodyElse;
            }
        });
    }

    private static ModelVersion finish(RegisteredModel model, TrainingJobs jobs, SemanticVersion version, String job)
            throws SQLException {
        ModelVersion made = register(model, version, job);
        jobs.insert(job, made);
        return made;
    }

    private static ModelVersion register(RegisteredModel model, SemanticVersion version, String job) {
        byte[] weights = ("trained by " + job).getBytes(StandardCharsets.UTF_8);
        return model.register(
                draft -> draft.version(version).artifact("weights.bin", weights), because(job + " has finished"));
    }

    private static SemanticVersion next(RegisteredModel model) {
        return model.latest()
                .map(ModelVersion::version)
                .map(last -> SemanticVersion.of(last.major(), last.minor() + 1, 0))
                .orElse(SemanticVersion.of(1, 0, 0));
    }

    /** What those who are not in the transaction see, however often they look. */
    private String committed() throws SQLException {
        return "versions: " + elsewhere.versions().size() + ", rows: "
                + service.finishedJobs().size();
    }

    /** Their order is that of their names. */
    private static String job(int number) {
        return String.format("job-%04d", number);
    }

    private void title(String format, Object... values) {
        out.printf("%n" + format + "%n", values);
    }

    private void fact(String name, Object value) {
        out.printf("  %-28s%s%n", name, value);
    }
}
