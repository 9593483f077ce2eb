/**
 * Subscribers that outlive their process. A {@link dev.modelregistry.notification.Subscriber} is called for each commit, at least once and
 * in the order of its journal; {@link dev.modelregistry.notification.SubscriptionOptions} say where it begins and which commits it wants. Start
 * at {@link dev.modelregistry.ModelRegistry#subscribe ModelRegistry.subscribe}.
 */
@NullMarked
package dev.modelregistry.notification;

import org.jspecify.annotations.NullMarked;
