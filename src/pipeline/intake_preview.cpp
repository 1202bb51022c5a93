#include "pipeline/intake_preview.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/utf8.hpp"
#include "privacy/mask.hpp"
#include "quality/check.hpp"
#include "quality/weigh.hpp"
#include "standard/mapping_file.hpp"
#include "standard/suggest.hpp"
#include "standard/word.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;
using records::PersonalKind;

constexpr std::size_t kPreviewRows = 300;
constexpr std::size_t kMostSamples = 4;
constexpr std::size_t kMostUnread = 8;
constexpr std::size_t kLongestValue = 80;
constexpr double kLooksPersonal = 0.5;

/// How the values of a column are masked.
struct ColumnMask {
  PersonalKind kind = PersonalKind::none;
  bool looks_personal = false;
};

std::string masked_value(const Stages& stages, const ColumnMask& mask, std::string_view value) {
  constexpr std::size_t most_looked_at = 400;
  const auto start = base::first_code_points(value, most_looked_at);
  auto shown =
      mask.kind == PersonalKind::none ? stages.masked(start) : privacy::mask(mask.kind, start);
  const auto kept = base::first_code_points(shown, kLongestValue);
  return kept.size() == shown.size() ? shown : std::string(kept) + "…";
}

const records::Field* field_of(const Session& session, std::string_view entity,
                               std::string_view field) {
  const auto* known = session.dictionary().entity(entity);
  return known == nullptr ? nullptr : known->field(field);
}

// By the field a column goes to; one that is not used may be personal all the same, so it is
// looked at as if it were a customer's.
std::vector<ColumnMask> masks_of(const Session& session, const FileSample& sample,
                                 const std::vector<PreviewedColumn>& columns) {
  const auto as_customer = session.catalog().suggest(sample.rows.columns, sample.rows, "customer");
  std::vector<ColumnMask> masks(columns.size());
  for (std::size_t c = 0; c < columns.size(); ++c) {
    for (const auto& target : columns[c].fields) {
      const auto dot = target.find('.');
      const auto* field = field_of(session, target.substr(0, dot), target.substr(dot + 1));
      if (field != nullptr && field->personal != PersonalKind::none)
        masks[c] = {field->personal, true};
    }
    if (masks[c].looks_personal || c >= as_customer.columns.size()) continue;
    const auto& guess = as_customer.columns[c];
    const auto* field = field_of(session, "customer", guess.choice.field);
    if (columns[c].fields.empty() && field != nullptr &&
        guess.choice.confidence >= kLooksPersonal && field->personal != PersonalKind::none)
      masks[c] = {field->personal, true};
  }
  return masks;
}

void add_targets(const standard::Mapping& mapping, std::vector<PreviewedColumn>& columns) {
  for (const auto& entity : mapping.entities)
    for (const auto& field : entity.fields) {
      standard::Mapping one;
      one.entities.push_back({entity.entity, false, {}, {field}});
      for (const auto& name : standard::columns_of(one))
        for (auto& column : columns)
          if (standard::fold(column.column) == standard::fold(name))
            column.fields.push_back(entity.entity + "." + field.field);
    }
}

void add_samples(const Stages& stages, const FileSample& sample,
                 const std::vector<ColumnMask>& masks, std::vector<PreviewedColumn>& columns) {
  const auto rows = sample.rows.rows();
  for (std::size_t c = 0; c < columns.size(); ++c) {
    std::set<std::string_view> seen;
    std::size_t filled = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      const auto cell = sample.rows.cell(row, c);
      if (cell.find_first_not_of(" \t\r\n") == cell.npos) continue;
      ++filled;
      if (seen.size() < kMostSamples && seen.insert(cell).second)
        columns[c].samples.push_back(masked_value(stages, masks[c], cell));
    }
    columns[c].filled = rows == 0 ? 0 : static_cast<double>(filled) / static_cast<double>(rows);
    columns[c].personal = masks[c].looks_personal;
  }
}

// What the stages that look at values find in the sample.
void judge_sample(const Session& session, const Stages& stages, const FileSample& sample,
                  const standard::Mapper& mapper, const std::vector<ColumnMask>& masks,
                  MappingPreview& preview) {
  auto batches = mapper.apply(sample.rows);
  std::map<std::tuple<std::string, std::string, bool>, std::uint64_t> counts;
  for (auto& batch : batches) {
    const auto threshold = session.workspace().settings().repair_threshold;
    quality::weigh_repairs(batch, session.finding_labels(), threshold);
    quality::check(batch, session.rules(), {{}, &session.finding_labels(), threshold});
    for (const auto& finding : batch.findings) {
      const bool sets_aside = finding.kind == records::FindingKind::quarantined;
      ++counts[{finding.rule, finding.field, sets_aside}];
      const auto target = batch.entity->name + "." + finding.field;
      const bool unread = finding.rule.starts_with("not_");
      for (std::size_t c = 0; unread && c < preview.columns.size(); ++c) {
        auto& column = preview.columns[c];
        if (std::ranges::find(column.fields, target) == column.fields.end()) continue;
        ++column.unread;
        auto shown = masked_value(stages, masks[c], finding.before);
        if (column.unread_samples.size() < kMostUnread &&
            std::ranges::find(column.unread_samples, shown) == column.unread_samples.end())
          column.unread_samples.push_back(std::move(shown));
      }
    }
  }
  for (const auto& rejected : sample.rejected) ++counts[{rejected.reason, "", true}];
  preview.set_aside = static_cast<std::uint64_t>(std::ranges::count(
                          batches.front().states, records::RowState::quarantined)) +
                      sample.rejected.size();
  for (const auto& [what, count] : counts)
    preview.findings.push_back({std::get<0>(what), std::get<1>(what), std::get<2>(what), count});
  std::ranges::stable_sort(preview.findings, std::greater<>(), &PreviewedFinding::count);
}

// In the letters that names of mappings have; of a name in other letters nothing may be left.
std::string plain_name(std::string_view wish, std::string_view otherwise) {
  constexpr std::size_t longest = 40;
  std::string name;
  for (const char sign : wish) {
    const auto low = sign >= 'A' && sign <= 'Z' ? static_cast<char>(sign - 'A' + 'a') : sign;
    const bool letter = low >= 'a' && low <= 'z';
    const bool digit = low >= '0' && low <= '9';
    if (letter || (digit && !name.empty()))
      name.push_back(low);
    else if (!name.empty() && !name.ends_with('_'))
      name.push_back('_');
    if (name.size() == longest) break;
  }
  while (name.ends_with('_')) name.pop_back();
  return name.size() < 2 ? std::string(otherwise) + "_upload" : name;
}

bool same_header(const standard::Mapping& a, const standard::Mapping& b) {
  const auto folded = [](const std::vector<std::string>& columns) {
    std::set<std::string> set;
    for (const auto& column : columns) set.insert(standard::fold(column));
    return set;
  };
  return folded(a.recognised) == folded(b.recognised);
}

// Of the workspace's own mappings the one that the same columns identify, else a free name.
std::string name_for(const Session& session, const fs::path& folder,
                     const standard::Mapping& mapping, std::string_view wish) {
  const auto known = session.catalog().mappings();
  std::error_code none;
  for (const auto& other : known)
    if (same_header(*other, mapping) && fs::exists(folder / (other->name + ".yaml"), none))
      return other->name;
  const auto base = plain_name(wish, mapping.entities.front().entity);
  auto name = base;
  for (int n = 2; session.catalog().mapping(name) || fs::exists(folder / (name + ".yaml"), none);
       ++n)
    name = fmt::format("{}_{}", base, n);
  return name;
}

}  // namespace

base::Result<FileSample> sample_file(const fs::path& file) {
  auto reader = intake::open(file);
  if (!reader) return base::failure_of(reader);
  intake::SliceLimits limits;
  limits.records = kPreviewRows;
  auto slice = (*reader)->next(limits);
  if (!slice) return base::failure_of(slice);
  FileSample sample;
  sample.description = (*reader)->description();
  if (*slice) {
    sample.rows = std::move((*slice)->batch);
    sample.rejected = std::move((*slice)->rejected);
  }
  if (sample.rows.columns.empty()) sample.rows.columns = sample.description.columns;
  return sample;
}

base::Result<MappingPreview> preview(const Session& session, const Stages& stages,
                                     const FileSample& sample, const standard::Mapping* mapping) {
  MappingPreview preview;
  preview.rows = sample.rows.rows() + sample.rejected.size();
  for (const auto& column : sample.rows.columns) preview.columns.emplace_back().column = column;
  if (mapping != nullptr) add_targets(*mapping, preview.columns);
  const auto masks = masks_of(session, sample, preview.columns);
  add_samples(stages, sample, masks, preview.columns);
  if (mapping == nullptr) return preview;
  const auto mapper = session.catalog().mapper(*mapping, session.zone());
  if (!mapper) return base::failure_of(mapper);
  judge_sample(session, stages, sample, *mapper, masks, preview);
  return preview;
}

base::Result<std::string> keep_mapping(const Session& session, standard::Mapping mapping,
                                       std::string_view wish) {
  const auto folder = session.workspace().root() / "catalog" / "mappings";
  mapping.name = name_for(session, folder, mapping, wish);
  const auto older = folder / (mapping.name + ".yaml");
  std::error_code none;
  if (fs::exists(older, none))
    fs::copy_file(older, older.string() + ".old", fs::copy_options::overwrite_existing, none);
  const auto file = standard::save_mapping(mapping, folder, session.dictionary());
  if (!file) return base::failure_of(file);
  auto kept = standard::load_mapping(*file, session.dictionary());
  if (!kept) return base::failure_of(kept);
  session.catalog().add(std::move(*kept));
  return mapping.name;
}

}  // namespace aftercare::pipeline
