/**
 * What differs between databases, and how a transaction is run on one: {@link dev.modelregistry.jdbc.database.Dialect} holds the
 * differences, {@link dev.modelregistry.jdbc.database.Failure} says what an {@link java.sql.SQLException} means, {@link
 * dev.modelregistry.jdbc.database.Transactions} runs work on a connection and knows which failures leave the outcome open, {@link
 * dev.modelregistry.jdbc.database.Schema} makes and checks the tables. Nothing in here knows what a journal is.
 */
@NullMarked
package dev.modelregistry.jdbc.database;

import org.jspecify.annotations.NullMarked;
