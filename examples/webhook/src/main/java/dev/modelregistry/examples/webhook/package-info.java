/**
 * Commits as webhooks: posted as JSON to a server of somebody else's, signed as <a href="https://www.standardwebhooks.com">Standard
 * Webhooks</a> has it, and delivered at least once, because a durable subscription does the retrying.
 *
 * <p>Take {@link dev.modelregistry.examples.webhook.Webhook} and {@link dev.modelregistry.examples.webhook.WebhookSecret} into your own
 * application; {@link dev.modelregistry.examples.webhook.WebhookDemo} is the program, {@code Receiver} the server that it posts to.
 */
@NullMarked
package dev.modelregistry.examples.webhook;

import org.jspecify.annotations.NullMarked;
