package dev.modelregistry.core.codec;

import dev.modelregistry.event.RegistryEvent;
import dev.modelregistry.event.RetentionEvent.ModelHeld;
import dev.modelregistry.event.RetentionEvent.ModelReleased;
import dev.modelregistry.event.RetentionEvent.VersionExpired;
import dev.modelregistry.event.RetentionEvent.VersionHeld;
import dev.modelregistry.event.RetentionEvent.VersionReleased;
import dev.modelregistry.event.RetentionEvent.VersionRevived;
import dev.modelregistry.event.RunEvent.RunExpired;
import dev.modelregistry.event.SettingsEvent.RetentionDefined;
import dev.modelregistry.event.SettingsEvent.RetentionRemoved;
import dev.modelregistry.id.Stage;
import dev.modelregistry.retention.RetentionPolicy;
import java.time.Duration;
import java.util.List;

/** One event of each kind about what is kept, with every rule that a policy can have. */
final class RetentionEvents {
    static final RetentionPolicy POLICY = RetentionPolicy.builder("nightly")
            .models("fraud-*", "scoring")
            .keepLast(3)
            .keepStages(Stage.STAGING, Stage.of("Shadow"))
            .keepTagged("audit")
            .keepTagged("team", "ops")
            .keepYoungerThan(Duration.ofDays(30))
            .archiveAfter(Duration.ZERO)
            .expireAfter(Duration.ofHours(36))
            .maximumAge(Duration.ofDays(365))
            .expireRunsAfter(Duration.ofDays(90))
            .build();

    private static final RetentionPolicy FOR_EVER =
            RetentionPolicy.builder("archive").models("*").keepForEver().build();

    static final List<RegistryEvent> ALL = List.of(
            new RetentionDefined(POLICY),
            new RetentionDefined(FOR_EVER),
            new RetentionRemoved("nightly"),
            new ModelHeld(),
            new ModelReleased(),
            new VersionHeld(2),
            new VersionReleased(2),
            new VersionExpired(2, List.of("nightly", "other"), "older than 30 days (policy 'nightly')"),
            new VersionRevived(2),
            new RunExpired(List.of("nightly"), "its end is further back than 90 days (policy 'nightly')"));

    private RetentionEvents() {}
}
