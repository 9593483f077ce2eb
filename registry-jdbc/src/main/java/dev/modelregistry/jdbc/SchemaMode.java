package dev.modelregistry.jdbc;

/** What may be done about tables that are missing or of an older schema. Treat a value that you do not know as {@link #VALIDATE}. */
public enum SchemaMode {
    /**
     * Nothing: the tables must be there, and an error says how to make them. What {@link dev.modelregistry.ModelRegistry#open} does unless
     * told otherwise.
     */
    VALIDATE,
    /**
     * They are created, if a registry may be created, and migrated. What {@link dev.modelregistry.ModelRegistry#openOrCreate} does unless
     * told otherwise. Of several processes that begin at once one does it and the others wait; a process that is killed meanwhile leaves no
     * lock behind.
     */
    CREATE,
    /** The statements that {@link #CREATE} would run are given to {@link JdbcLocation#printTo}, and none is run; then as {@link #VALIDATE}. */
    PRINT
}
