#include "insight/flow/declared_flow.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include "base/share.hpp"
#include "base/yaml_file.hpp"

namespace aftercare::insight {
namespace {

std::string small_letters(std::string_view text) {
  std::string small(text);
  for (char& byte : small)
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte + ('a' - 'A'));
  return small;
}

tl::unexpected<base::Error> flow_flaw(const char* en, const char* zh, const std::string& what,
                                      const std::string& where) {
  return base::failure(fmt::format("{}: {}, at {}", en, what, where),
                       fmt::format("{}：{}，位于 {}", zh, what, where));
}

/// One flow out of its node.
class FlowReader {
 public:
  FlowReader(const std::filesystem::path& file, const YAML::Node& node)
      : file_(file), node_(node) {}

  base::Result<DeclaredFlow> read(const std::map<std::string, base::Message>& parties) {
    flow_.parties = parties;
    flow_.name = base::text_or(node_, "name", "");
    flow_.label = label_of(node_, flow_.name);
    const auto steps = node_["steps"];
    if (flow_.name.empty() || !steps || !steps.IsSequence() || steps.size() == 0)
      return flow_flaw("a flow needs a name and steps", "流程需要 name 和 steps", flow_.name,
                       base::where(file_, node_));
    for (const auto& node : steps)
      if (const auto good = add_step(node); !good) return base::failure_of(good);
    for (std::size_t i = 0; i < flow_.steps.size(); ++i)
      for (const auto& node : steps[i]["next"]) {
        const auto next = step_named(node);
        if (!next) return base::failure_of(next);
        flow_.steps[i].next.push_back(*next);
      }
    if (std::ranges::none_of(flow_.steps, &DeclaredStep::begins))
      return flow_flaw("no step begins the flow: write begins: true at one",
                       "没有起始步骤：请在某一步写 begins: true", flow_.name,
                       base::where(file_, node_));
    for (const auto& node : node_["limits"])
      if (const auto good = add_limit(node); !good) return base::failure_of(good);
    return std::move(flow_);
  }

  static base::Message label_of(const YAML::Node& node, const std::string& otherwise) {
    const auto label = node["label"];
    if (!label || !label.IsMap()) return {otherwise, otherwise};
    return {base::text_or(label, "en", otherwise), base::text_or(label, "zh", otherwise)};
  }

 private:
  static bool is_true(const YAML::Node& node, const char* key) {
    return base::text_or(node, key, "") == "true";
  }

  base::Result<void> add_step(const YAML::Node& node) {
    DeclaredStep step;
    step.code = node.IsMap() ? base::text_or(node, "step", "") : "";
    if (step.code.empty())
      return flow_flaw("a step needs a name", "步骤需要 step", flow_.name,
                       base::where(file_, node));
    if (flow_.step(step.code))
      return flow_flaw("a step stands twice", "步骤重复", step.code, base::where(file_, node));
    step.label = label_of(node, step.code);
    for (const auto& name : node["names"])
      if (name.IsScalar()) step.names.push_back(name.Scalar());
    step.by = base::text_or(node, "by", "");
    step.required = is_true(node, "required");
    step.begins = is_true(node, "begins");
    step.ends = is_true(node, "ends");
    flow_.steps.push_back(std::move(step));
    return {};
  }

  base::Result<std::size_t> step_named(const YAML::Node& node) const {
    const auto name = node && node.IsScalar() ? node.Scalar() : std::string();
    if (const auto step = flow_.step(name)) return *step;
    return flow_flaw("no such step", "没有这一步骤", name, base::where(file_, node));
  }

  base::Result<void> add_limit(const YAML::Node& node) {
    const auto from = step_named(node["from"]), to = step_named(node["to"]);
    if (!from) return base::failure_of(from);
    if (!to) return base::failure_of(to);
    const auto text = base::text_or(node, "hours", "");
    double hours = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), hours);
    if (failed != std::errc() || end != text.data() + text.size() || !(hours > 0))
      return flow_flaw("a limit needs hours above 0", "时限需要大于 0 的 hours", text,
                       base::where(file_, node));
    flow_.limits.push_back({*from, *to, hours * 3600});
    return {};
  }

  const std::filesystem::path& file_;
  const YAML::Node& node_;
  DeclaredFlow flow_;
};

}  // namespace

std::optional<std::size_t> DeclaredFlow::step(std::string_view called) const {
  const auto wanted = small_letters(called);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& one = steps[i];
    const auto is = [&wanted](const std::string& text) { return small_letters(text) == wanted; };
    if (is(one.code) || is(one.label.en) || is(one.label.zh) || std::ranges::any_of(one.names, is))
      return i;
  }
  return std::nullopt;
}

base::Result<std::vector<DeclaredFlow>> read_flows(const std::filesystem::path& file) {
  const auto root = base::load_yaml(file);
  if (!root) return base::failure_of(root);
  const auto list = root->IsMap() ? (*root)["flows"] : YAML::Node();
  if (!list || !list.IsSequence() || list.size() == 0)
    return base::failure(fmt::format("missing: flows, at {}", base::where(file, *root)),
                         fmt::format("缺少：flows，位于 {}", base::where(file, *root)));
  std::map<std::string, base::Message> parties;
  for (const auto& node : (*root)["parties"]) {
    const auto party = node.IsMap() ? base::text_or(node, "party", "") : std::string();
    if (party.empty())
      return flow_flaw("a party needs a name", "参与方需要 party", "", base::where(file, node));
    parties[party] = FlowReader::label_of(node, party);
  }
  std::vector<DeclaredFlow> flows;
  for (const auto& node : list) {
    if (!node.IsMap())
      return flow_flaw("a flow needs a name and steps", "流程需要 name 和 steps", "",
                       base::where(file, node));
    auto flow = FlowReader(file, node).read(parties);
    if (!flow) return base::failure_of(flow);
    flows.push_back(std::move(*flow));
  }
  return flows;
}

base::Result<DeclaredFlow> declared_flow(const std::string& name,
                                         const std::filesystem::path& workspace) {
  std::error_code none;
  if (name.ends_with(".yaml") || name.ends_with(".yml") ||
      std::filesystem::is_regular_file(name, none)) {
    auto flows = read_flows(name);
    if (!flows) return base::failure_of(flows);
    return std::move(flows->front());
  }
  const auto files = base::catalog_files("flows.yaml", workspace);
  if (!files) return base::failure_of(files);
  std::optional<DeclaredFlow> found;
  std::vector<std::string> names;
  std::map<std::string, base::Message> parties;
  for (const auto& file : *files) {
    auto flows = read_flows(file);
    if (!flows) return base::failure_of(flows);
    for (const auto& [party, label] : flows->front().parties) parties[party] = label;
    for (auto& flow : *flows) {
      names.push_back(flow.name);
      if (flow.name == name) found = std::move(flow);
    }
  }
  if (found) {
    found->parties = std::move(parties);
    return std::move(*found);
  }
  return base::failure(fmt::format("no such flow: {}. There are: {}", name, fmt::join(names, ", ")),
                       fmt::format("没有这一流程：{}。现有：{}", name, fmt::join(names, "、")));
}

}  // namespace aftercare::insight
