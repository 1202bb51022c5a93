#include "simulate/truth.hpp"

#include <fmt/format.h>

namespace aftercare::simulate {

void append_csv(std::string& to, std::string_view cell) {
  if (cell.find_first_of(",\"\r\n") == cell.npos) {
    to += cell;
    return;
  }
  to.push_back('"');
  for (const char byte : cell) {
    if (byte == '"') to.push_back('"');
    to.push_back(byte);
  }
  to.push_back('"');
}

base::Result<Truth> Truth::create(const std::filesystem::path& folder, const Gb18030& gb18030) {
  const auto open = [&](const char* name, std::string_view header) {
    auto output = Output::create(folder / name, Encoding::utf8, false, gb18030);
    if (output) output->append(header);
    return output;
  };
  auto duplicates = open("duplicates.csv", "file,row,duplicate_id,original_row,original_id,kind\n");
  if (!duplicates) return base::failure_of(duplicates);
  auto broken = open("broken_cells.csv", "file,row,column,true_value,broken_value,kind\n");
  if (!broken) return base::failure_of(broken);
  auto cases =
      open("cases.csv", "case_id,topic,sentiment,kind,component,cause,language,severity\n");
  if (!cases) return base::failure_of(cases);
  auto anomalies = open("anomalies.csv", "name,from,to,dimensions,what\n");
  if (!anomalies) return base::failure_of(anomalies);
  auto churn = open("churn.csv", "customer_id,churned,when,why\n");
  if (!churn) return base::failure_of(churn);
  auto people = open("people.csv", "kind,value\n");
  if (!people) return base::failure_of(people);
  return Truth(Files{std::move(*duplicates), std::move(*broken), std::move(*cases),
                     std::move(*anomalies), std::move(*churn), std::move(*people)});
}

void Truth::add(Output& to, std::initializer_list<std::string_view> cells) {
  line_.clear();
  for (const auto* cell = cells.begin(); cell != cells.end(); ++cell) {
    if (cell != cells.begin()) line_.push_back(',');
    append_csv(line_, *cell);
  }
  line_.push_back('\n');
  to.append(line_);
}

void Truth::duplicate(std::string_view file, std::uint64_t row, std::string_view id,
                      std::uint64_t original_row, std::string_view original_id,
                      std::string_view kind) {
  ++duplicates_[std::string(kind)];
  add(files_.duplicates,
      {file, fmt::to_string(row), id, fmt::to_string(original_row), original_id, kind});
}

void Truth::broken_cell(std::string_view file, std::uint64_t row, std::string_view column,
                        std::string_view value, std::string_view broken, std::string_view kind) {
  ++broken_[std::string(kind)];
  add(files_.broken_cells, {file, fmt::to_string(row), column, value, broken, kind});
}

void Truth::one_case(const CaseTruth& truth) {
  ++cases_;
  const char severity = static_cast<char>('0' + truth.severity);
  add(files_.cases, {truth.case_id, truth.topic, truth.sentiment, truth.kind, truth.component,
                     truth.cause, truth.language, std::string_view(&severity, 1)});
}

void Truth::anomaly(std::string_view name, std::string_view from, std::string_view to,
                    std::string_view dimensions, std::string_view what) {
  ++anomalies_;
  add(files_.anomalies, {name, from, to, dimensions, what});
}

void Truth::churn(std::string_view customer, bool churned, std::string_view when,
                  std::string_view why) {
  add(files_.churn, {customer, churned ? "yes" : "no", when, why});
}

void Truth::person(std::string_view kind, std::string_view value) {
  add(files_.people, {kind, value});
}

base::Result<void> Truth::close() {
  for (Output* output : {&files_.duplicates, &files_.broken_cells, &files_.cases, &files_.anomalies,
                         &files_.churn, &files_.people})
    if (auto closed = output->close(); !closed) return closed;
  return {};
}

}  // namespace aftercare::simulate
