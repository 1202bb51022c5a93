"""Reads the file of a store through the engine's own library; nothing else may have it open."""
import ctypes


class _Result(ctypes.Structure):
    _fields_ = [("internal", ctypes.c_uint64 * 8)]


class StoreFile:
    def __init__(self, library, path):
        self.engine = ctypes.CDLL(str(library))
        for name, returns, takes in (
                ("duckdb_query", ctypes.c_int, (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)),
                ("duckdb_row_count", ctypes.c_uint64, (ctypes.c_void_p,)),
                ("duckdb_column_count", ctypes.c_uint64, (ctypes.c_void_p,)),
                ("duckdb_column_name", ctypes.c_char_p, (ctypes.c_void_p, ctypes.c_uint64)),
                ("duckdb_result_error", ctypes.c_char_p, (ctypes.c_void_p,)),
                ("duckdb_value_varchar", ctypes.c_void_p,
                 (ctypes.c_void_p, ctypes.c_uint64, ctypes.c_uint64)),
                ("duckdb_free", None, (ctypes.c_void_p,))):
            function = getattr(self.engine, name)
            function.restype, function.argtypes = returns, takes
        self.database, self.connection = ctypes.c_void_p(), ctypes.c_void_p()
        if self.engine.duckdb_open(str(path).encode(), ctypes.byref(self.database)):
            raise OSError(f"the store cannot be opened: {path}")
        self.engine.duckdb_connect(self.database, ctypes.byref(self.connection))

    def rows(self, sql):
        """Every row as a dict of texts; None is null."""
        result = _Result()
        # Cast by the engine: this function of its library knows only the plain types.
        sql = f"SELECT COLUMNS(*)::VARCHAR FROM ({sql})"
        if self.engine.duckdb_query(self.connection, sql.encode(), ctypes.byref(result)):
            raise ValueError(self.engine.duckdb_result_error(ctypes.byref(result)).decode())
        at = ctypes.byref(result)
        names = [self.engine.duckdb_column_name(at, i).decode()
                 for i in range(self.engine.duckdb_column_count(at))]
        found = []
        for row in range(self.engine.duckdb_row_count(at)):
            values = {}
            for i, name in enumerate(names):
                text = self.engine.duckdb_value_varchar(at, i, row)
                values[name] = ctypes.string_at(text).decode() if text else None
                self.engine.duckdb_free(text)
            found.append(values)
        self.engine.duckdb_destroy_result(at)
        return found

    def run(self, sql):
        result = _Result()
        if self.engine.duckdb_query(self.connection, sql.encode(), ctypes.byref(result)):
            raise ValueError(self.engine.duckdb_result_error(ctypes.byref(result)).decode())
        self.engine.duckdb_destroy_result(ctypes.byref(result))

    def close(self):
        self.engine.duckdb_disconnect(ctypes.byref(self.connection))
        self.engine.duckdb_close(ctypes.byref(self.database))
