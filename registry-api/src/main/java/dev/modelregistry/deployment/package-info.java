/**
 * Versions in containers: {@link dev.modelregistry.deployment.ContainerDeployment} has the directory, the names, labels, environment and
 * manifests that say which version a container serves.
 */
@NullMarked
package dev.modelregistry.deployment;

import org.jspecify.annotations.NullMarked;
