// Persons who become known after the texts that name them.
//
// A text is masked with what is known of its customer when it is read. Files may come in any
// order, so when one brought customers, the stored texts of these are looked through again: where
// a known value stands in the original, the text goes through language and privacy once more.

#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "pipeline/session.hpp"
#include "pipeline/slice_maker.hpp"
#include "standard/mapping.hpp"

namespace aftercare::pipeline {

/// Masks stored texts whose customer this file brought or joined to them; call it when all rows
/// of the file are stored and before it is marked as complete, so that a crash repeats it. Safe
/// to repeat. Returns how many records were written anew.
base::Result<std::uint64_t> mask_late_names(const Session& session, const Stages& stages,
                                            const standard::Mapping& mapping,
                                            const std::string& file_id);

}  // namespace aftercare::pipeline
