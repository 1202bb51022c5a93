// Sample rows as they are told: with what the customer wrote, as far as the asker sees it.

#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "insight/told/sample_rows.hpp"
#include "language/analyser.hpp"
#include "pipeline/session.hpp"

namespace aftercare::app {

/// `key`, `day`, and of cases `text`: the first words of the masked text (null: none, or not seen).
nlohmann::ordered_json samples_json(const pipeline::Session& session, const records::Viewer& viewer,
                                    const std::string& fact,
                                    const std::vector<insight::SampleRow>& rows);

/// The first words of a text, on one line.
std::string sample_words(const std::string& text);

/// The same of a text of a file, masked as what is stored is: a page of samples goes to others.
std::string masked_sample(std::string_view text, const language::Analyser& analyser);

/// The `key` of a sample, or its `row` of a file.
std::string sample_name(const nlohmann::ordered_json& sample);

/// The keys in one cell: "c1, c2".
std::string sample_keys(const nlohmann::ordered_json& samples);

}  // namespace aftercare::app
