/**
 * Who hears of commits. A {@link dev.modelregistry.core.notification.Follower} asks for heads, for all who want to know; a listener is called on
 * its thread, a worker of a durable subscription delivers on a thread of its own. Start at {@link
 * dev.modelregistry.core.notification.Notifications}; how far a subscription has come is in {@code SubscriptionCells}, and what a worker does in one
 * journal in {@code Delivery}.
 */
@NullMarked
package dev.modelregistry.core.notification;

import org.jspecify.annotations.NullMarked;
