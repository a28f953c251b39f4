/** The name of the database, for the worker that keeps it and for views that read from it. */
export const DATABASE_NAME = 'parley';
