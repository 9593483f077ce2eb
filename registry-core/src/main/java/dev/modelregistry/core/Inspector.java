package dev.modelregistry.core;

import dev.modelregistry.Artifact;
import dev.modelregistry.GateCheck.Candidate;
import dev.modelregistry.ModelVersion;
import dev.modelregistry.RegistryEngine.HostCheck;
import dev.modelregistry.core.decide.Judge;
import dev.modelregistry.core.decide.Judge.Findings;
import dev.modelregistry.core.decide.Lifecycle;
import dev.modelregistry.core.decide.Wish;
import dev.modelregistry.core.diff.Texts;
import dev.modelregistry.core.scan.ArtifactScanner;
import dev.modelregistry.core.scan.Scan;
import dev.modelregistry.core.state.ModelState;
import dev.modelregistry.core.state.Rules;
import dev.modelregistry.core.state.VersionState;
import dev.modelregistry.error.CorruptStoreException;
import dev.modelregistry.error.NotFoundException;
import dev.modelregistry.error.RejectedException;
import dev.modelregistry.error.StoreUnavailableException;
import dev.modelregistry.health.ShadowVerdict;
import dev.modelregistry.pipeline.ArtifactFormat;
import dev.modelregistry.pipeline.Gate;
import dev.modelregistry.review.CheckOutcome;
import dev.modelregistry.review.Circumstances;
import dev.modelregistry.review.GateResult;
import dev.modelregistry.review.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds out what gates ask for that takes time: reads files, and runs the host's checks. Thread-safe. */
final class Inspector {
    private static final int FINDINGS_TOLD = 5;
    private static final int MAX_SHOWN = 500;

    /** The check of this registry that a thread runs. */
    private final ThreadLocal<@Nullable String> checking = new ThreadLocal<>();

    private final Map<String, HostCheck> checks;
    /** Runs that were left behind; guarded by itself. */
    private final Map<String, Run> left = new HashMap<>();

    private final ThreadFactory threads;

    Inspector(Map<String, HostCheck> checks, ThreadFactory threads) {
        this.checks = checks;
        this.threads = threads;
    }

    /** Everything that the gates between a version and a stage ask for and that can be found out here. */
    Findings inspect(Engine engine, ModelState state, Rules rules, Wish wish) {
        if (checking.get() != null) {
            throw new RejectedException(
                    "check '" + checking.get() + "' asks for what it is part of; a check must neither"
                            + " promote nor simulate where checks are asked for");
        }
        List<Gate> gates = Lifecycle.gates(state, rules, wish);
        Circumstances circumstances = wish.circumstances(state, rules);
        Candidate candidate = candidate(engine, state, wish, circumstances);
        SortedMap<String, GateResult> results = new TreeMap<>();
        gates.stream()
                .filter(Judge::takesTime)
                .forEach(gate -> inspect(engine, gate, candidate).ifPresent(result -> results.put(gate.key(), result)));
        return new Findings(candidate.from(), circumstances, results);
    }

    private static Candidate candidate(Engine engine, ModelState state, Wish wish, Circumstances circumstances) {
        VersionState version = engine.existing(state, wish.number());
        Optional<ModelVersion> occupant = circumstances.occupant().isPresent()
                ? Optional.of(new DefaultVersion(
                        engine,
                        wish.model(),
                        engine.existing(state, circumstances.occupant().getAsInt())))
                : Optional.empty();
        return new Candidate(new DefaultVersion(engine, wish.model(), version), version.stage(), wish.to(), occupant);
    }

    private Optional<GateResult> inspect(Engine engine, Gate gate, Candidate candidate) {
        if (gate instanceof Gate.ArtifactsVerified) {
            return Optional.of(result(gate, unreadable(candidate.version()), candidate, "was read and is intact"));
        }
        if (gate instanceof Gate.ScanClean scan) {
            return Optional.of(
                    result(gate, unclean(engine, candidate.version(), scan.allowed()), candidate, "is clean"));
        }
        if (gate instanceof Gate.ShadowAgrees shadow) {
            ModelVersion version = candidate.version();
            ShadowVerdict verdict = new ShadowReports(engine, version.model()).judge(version.number(), shadow.rule());
            return Optional.of(GateResult.of(gate.key(), verdict.outcome()));
        }
        HostCheck check = checks.get(((Gate.Check) gate).name());
        return Optional.ofNullable(check)
                .map(code -> GateResult.of(gate.key(), run((Gate.Check) gate, code, candidate)));
    }

    private static GateResult result(Gate gate, List<String> problems, Candidate candidate, String whenNone) {
        int files = candidate.version().artifacts().size();
        if (files == 0) {
            return GateResult.of(gate.key(), Verdict.MISSING, "the version has no files");
        }
        if (problems.isEmpty()) {
            return GateResult.of(
                    gate.key(), Verdict.PASSED, "each of " + files + (files == 1 ? " file " : " files ") + whenNone);
        }
        String told = problems.stream().limit(FINDINGS_TOLD).collect(Collectors.joining("; "));
        return GateResult.of(
                gate.key(),
                Verdict.FAILED,
                told + (problems.size() > FINDINGS_TOLD ? "; and " + (problems.size() - FINDINGS_TOLD) + " more" : ""));
    }

    private static List<String> unreadable(ModelVersion version) {
        List<String> problems = new ArrayList<>();
        for (Artifact artifact : version.artifacts()) {
            try (InputStream content = artifact.open()) {
                content.transferTo(OutputStream.nullOutputStream());
            } catch (CorruptStoreException | NotFoundException | IOException damaged) {
                problems.add("artifact '" + artifact.name() + "': " + damaged.getMessage());
            }
        }
        return problems;
    }

    private static List<String> unclean(Engine engine, ModelVersion version, Set<ArtifactFormat> allowed) {
        List<String> problems = new ArrayList<>();
        for (Artifact artifact : version.artifacts()) {
            try {
                Scan scan = scan(engine, artifact);
                if (!allowed.contains(scan.format())) {
                    problems.add("artifact '" + artifact.name() + "' is "
                            + scan.format().wireName() + ", which is not allowed");
                }
                scan.findings().forEach(finding -> problems.add("artifact '" + artifact.name() + "': " + finding));
            } catch (CorruptStoreException | NotFoundException damaged) {
                problems.add("artifact '" + artifact.name() + "': " + damaged.getMessage());
            }
        }
        return problems;
    }

    /** What is encrypted is scanned in a copy of its own, for the one behind a path would stay until the registry is closed. */
    private static Scan scan(Engine engine, Artifact artifact) {
        if (!engine.store().encryptsBlobs()) {
            Path file = artifact.path();
            return finished(() -> ArtifactScanner.scan(file));
        }
        try (FileChannel copy = PassingCopy.of(artifact)) {
            return finished(() -> ArtifactScanner.scan(copy));
        } catch (IOException failed) {
            throw new StoreUnavailableException(
                    artifact + " could not be copied to be scanned: " + failed
                            + "; make room in java.io.tmpdir, or try again if the store could not be read",
                    failed);
        }
    }

    /** Whatever goes wrong in a scan, the file is not clean: it may have been made to break the scanner. */
    private static Scan finished(Callable<Scan> scan) {
        try {
            return scan.call();
        } catch (Exception broken) {
            return new Scan(ArtifactFormat.UNKNOWN, List.of("the scan could not be finished: " + broken));
        }
    }

    /** On a thread of its own, for code that hangs can only be left behind; and not again while it does. */
    private CheckOutcome run(Gate.Check gate, HostCheck check, Candidate candidate) {
        String key = gate.name() + " of " + candidate.version() + " to " + candidate.to();
        synchronized (left) {
            if (left.containsKey(key)) {
                return CheckOutcome.failed("an earlier run of the check has not ended yet");
            }
        }
        Run run = new Run(gate.name(), key, new FutureTask<>(() -> check.check().check(candidate)));
        threads.newThread(run).start();
        try {
            CheckOutcome outcome = run.task.get(check.limit().toNanos(), TimeUnit.NANOSECONDS);
            return outcome != null ? outcome : CheckOutcome.failed("the check gave no outcome");
        } catch (ExecutionException failed) {
            return CheckOutcome.failed(Texts.line("the check failed: " + shown(failed.getCause()), MAX_SHOWN));
        } catch (TimeoutException hangs) {
            run.leave();
            return CheckOutcome.failed("the check did not end within " + check.limit());
        } catch (InterruptedException stop) {
            run.leave();
            Thread.currentThread().interrupt();
            throw new RejectedException("interrupted while check '" + gate.name() + "' ran; nothing was changed", stop);
        }
    }

    /** A check on its thread, which says when it is free again whatever becomes of the task. */
    private final class Run implements Runnable {
        private final String check;
        private final String key;
        private final FutureTask<CheckOutcome> task;
        private boolean ended; // guarded by left

        Run(String check, String key, FutureTask<CheckOutcome> task) {
            this.check = check;
            this.key = key;
            this.task = task;
        }

        @Override
        public void run() {
            checking.set(check);
            try {
                task.run();
            } finally {
                synchronized (left) {
                    ended = true;
                    left.remove(key, this);
                }
            }
        }

        void leave() {
            task.cancel(true);
            synchronized (left) {
                if (!ended) {
                    left.put(key, this);
                }
            }
        }
    }

    private static String shown(@Nullable Throwable failure) {
        try {
            return String.valueOf(failure);
        } catch (RuntimeException notEvenThat) {
            return "with something that cannot be shown";
        }
    }
}
