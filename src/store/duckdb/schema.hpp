// The tables of a store: made from the dictionary and kept up with it.

#pragma once

#include <map>
#include <string>

#include "base/result.hpp"
#include "records/dictionary.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/layout.hpp"

namespace aftercare::store {

/// Layouts by table name, columns in the order the tables have them.
using Layouts = std::map<std::string, TableLayout, std::less<>>;

/// Brings the store to this program's newest form, in one transaction: migrations not yet run,
/// tables and columns the dictionary has and the store lacks. Facts are made anew if their
/// definition or the `clocks` (zone and business calendar) changed. Fails (internal) on a store
/// that a newer program wrote; (usage) if the dictionary gives a known column another type, or
/// lacks what the facts need.
base::Result<void> bring_up_to_date(const Connection& connection,
                                    const records::Dictionary& dictionary,
                                    const std::string& clocks);

/// Reads the layouts of all entity, history and control tables.
base::Result<Layouts> read_layouts(const Connection& connection);

}  // namespace aftercare::store
