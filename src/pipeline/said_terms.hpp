// What cases say, as words and phrases: which of them each case says.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "language/analyser.hpp"
#include "pipeline/session.hpp"
#include "records/viewer.hpp"

namespace aftercare::pipeline {

struct SaidTerm {
  std::string text;
  std::vector<std::uint32_t> cases;  // Places among `cases`, in order.
};

/// Of these texts, by their places. Takes about 50 microseconds a text.
std::vector<SaidTerm> terms_said(const std::vector<std::string_view>& texts,
                                 const language::Analyser& analyser, std::uint32_t least);

struct SaidTerms {
  std::vector<std::string> cases;  // Keys of those that have words.
  std::vector<SaidTerm> terms;     // Content words, then phrases of two words and more.
};

/// Of these cases, the terms that at least `least` of them say; no words of mood alone, no personal
/// data. Takes about 50 microseconds a case. Fails (a refusal) for who does not see every row, or
/// no texts.
base::Result<SaidTerms> said_terms(const Session& session, const std::vector<std::string>& cases,
                                   const records::Viewer& viewer, std::uint32_t least);

}  // namespace aftercare::pipeline
