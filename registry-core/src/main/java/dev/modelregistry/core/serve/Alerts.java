package dev.modelregistry.core.serve;

import dev.modelregistry.ModelVersion;
import dev.modelregistry.id.ModelName;
import dev.modelregistry.serving.ServingAlert;
import dev.modelregistry.serving.ServingAlert.Kind;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what is wrong, and tells the host in the same order, on a thread that is there while there is something to tell: a host that is slow to hear delays nothing. */
final class Alerts {
    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);

    private final ModelName model;
    private final Consumer<? super ServingAlert> host;
    private final ThreadPoolExecutor telling;

    Alerts(ModelName model, Consumer<? super ServingAlert> host, ThreadFactory threads) {
        this.model = model;
        this.host = host;
        this.telling = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        telling.allowCoreThreadTimeOut(true);
    }

    /** About a version. */
    void raise(Kind kind, ModelVersion version, String words, @Nullable Throwable cause) {
        raise(kind, OptionalInt.of(version.number()), name(version) + " " + words, cause);
    }

    /** About no version in particular. */
    void raise(Kind kind, String words, Throwable cause) {
        raise(kind, OptionalInt.empty(), words, cause);
    }

    /** About a version with a number, or none. */
    void raise(Kind kind, OptionalInt version, String words, @Nullable Throwable cause) {
        LOG.warn("Serving model {}: {}", model, words, cause);
        ServingAlert alert = new ServingAlert(kind, model, version, words, Optional.ofNullable(cause));
        try {
            telling.execute(() -> tell(alert));
        } catch (Throwable noThread) { // the log has it
            LOG.warn("Serving model {}: the host could not be told", model, noThread);
        }
    }

    private void tell(ServingAlert alert) {
        try {
            host.accept(alert);
        } catch (Throwable failure) {
            LOG.warn("Serving model {}: the host failed to hear of an alert", model, failure);
        }
    }

    /** Such as {@code version 1.3.0 (4)}. */
    static String name(ModelVersion version) {
        return "version " + version.version() + " (" + version.number() + ")";
    }
}
