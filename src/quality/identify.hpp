// Says which record a row is, what it holds, and whether its content was seen before.
//
// All digests are keyed (the vault's content key), because a digest of a phone number that
// anybody can compute is a phone number. They are taken of clear values, before sealing.

#pragma once

#include <string_view>

#include "records/batch.hpp"

namespace aftercare::quality {

/// Adds these text columns (digests: 32 hexadecimal digits):
///   content_hash  all fields of the dictionary that stages do not derive, in its order: the
///                 order of a source's columns does not matter, null differs from empty, a
///                 column that is not there is null
///   same_hash     the entity's same_if fields; null if it has none, or no free text among
///                 them says anything
///   record_key    the key fields joined by "/"; where one of them is missing or empty, "~" and
///                 same_hash, or content_hash
///   text_hash     the main free text (the field `text`, else the first but `title`) without
///                 white space around it, so that repeats can be counted; null if blank.
///                 Only for entities that have one.
/// A repair that is only proposed counts as made (Batch::unmade): how sure a repair has to be says
/// nothing about the row.
/// REQUIRES a key of 16 to 64 bytes.
void identify(records::Batch& batch, std::string_view content_key);

}  // namespace aftercare::quality
