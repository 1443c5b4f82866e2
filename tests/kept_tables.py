"""Tables of a PostgreSQL database that outlive a test: laid once, emptied after each.

Laying sixty tables and dropping them takes twenty times as long as deleting what a test wrote.
"""

from sqlalchemy import create_engine, text

from feedback_app.store import Base

COLUMNS = text(
    "SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
    "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
    "AND attnum > 0 AND NOT attisdropped"
)
TABLES = Base.metadata.tables
SEQUENCES = text("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
DECLARED = {(table, each.name) for table, kept in TABLES.items() for each in kept.columns}


class KeptTables:
    """The tables of one database, as a test finds them: there and empty, or not there."""

    def __init__(self, url):
        self.engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
        self.are_laid = False

    def lay(self):
        """Have every table there, and empty."""
        if not self.are_laid:
            Base.metadata.create_all(self.engine)
            self.are_laid = True

    def clear(self):
        """Delete every row, and count from one again; tables that a test broke are dropped."""
        with self.engine.begin() as connection:
            is_whole = {tuple(row) for row in connection.execute(COLUMNS)} == DECLARED
            if is_whole:
                tables = [f'DELETE FROM "{each.name}"' for each in self._children_first()]
                counts = [
                    f'ALTER SEQUENCE "{name}" RESTART' for name in connection.scalars(SEQUENCES)
                ]
                connection.exec_driver_sql("; ".join(tables + counts))
        if not is_whole:
            self.drop()

    def drop(self):
        """Have no table of ours there, whoever laid them."""
        Base.metadata.drop_all(self.engine)
        self.are_laid = False

    def _children_first(self):
        return reversed(Base.metadata.sorted_tables)
