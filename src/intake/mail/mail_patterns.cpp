#include "intake/mail/mail_patterns.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "base/share.hpp"
#include "base/yaml_file.hpp"
#include "intake/mail/mail_bytes.hpp"

namespace aftercare::intake {
namespace {

using Patterns = std::vector<std::unique_ptr<RE2>>;
using Lines = std::vector<std::string_view>;

constexpr std::size_t kLongestLine = 400;      // Longer lines are somebody's words.
constexpr std::size_t kHeaderReach = 6;        // Lines behind "From:" where its others stand.
constexpr std::size_t kLongestSignature = 12;  // Lines.
constexpr std::size_t kLongestAttribution = 3;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const auto feed = text.find('\n');
    auto line = text.substr(0, feed);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text = feed == text.npos ? std::string_view() : text.substr(feed + 1);
  }
  return lines;
}

bool fits(const RE2& pattern, std::string_view line) {
  line = without_space_around(line);
  return !line.empty() && line.size() <= kLongestLine &&
         RE2::FullMatch(re2::StringPiece(line.data(), line.size()), pattern);
}

bool fits_one(const Patterns& patterns, std::string_view line) {
  return std::ranges::any_of(patterns, [line](const auto& each) { return fits(*each, line); });
}

// Quote marks before the line; "|" is some programs'.
bool is_marked(std::string_view line) {
  return line.starts_with('>') || line.starts_with("&gt;");
}

std::string_view without_marks(std::string_view line) {
  while (!line.empty() && (line.front() == '>' || line.front() == ' ' || line.front() == '\t'))
    line.remove_prefix(1);
  return line;
}

bool is_blank(std::string_view line) {
  return without_space_around(line).empty();
}

// Lines [begin, end) without blank ones around and more than one in a row within.
std::string joined_lines(const Lines& lines) {
  std::string text;
  std::size_t blank = 0;
  for (const auto line : lines) {
    auto shown = line;
    while (!shown.empty() && (shown.back() == ' ' || shown.back() == '\t')) shown.remove_suffix(1);
    if (shown.empty()) {
      ++blank;
      continue;
    }
    if (!text.empty()) text += blank > 0 ? "\n\n" : "\n";
    blank = 0;
    text += shown;
  }
  return std::string(without_space_around(text));
}

}  // namespace

struct MailPatterns::State {
  struct Kinded {
    std::string header;  // Name, or empty: of the subject.
    std::unique_ptr<RE2> pattern;
    std::string kind;
  };
  Patterns separators, attributions, signatures, salutations;
  std::unique_ptr<RE2> first_header, further_header;
  std::vector<std::string> reply_words, forward_words, no_names;
  std::vector<Kinded> automatic;

  bool is_header_block(const Lines& lines, std::size_t at) const;
  std::size_t attribution_at(const Lines& lines, std::size_t at) const;
};

// Does a quoted header begin here?
bool MailPatterns::State::is_header_block(const Lines& lines, std::size_t at) const {
  if (!fits(*first_header, without_marks(lines[at]))) return false;
  std::size_t found = 0;
  const auto end = std::min(lines.size(), at + 1 + kHeaderReach);
  for (auto i = at + 1; i < end && found < 2; ++i)
    found += fits(*further_header, without_marks(lines[i]));
  return found >= 2;
}

// How many lines from here on say who wrote what follows: 0 to 3.
std::size_t MailPatterns::State::attribution_at(const Lines& lines, std::size_t at) const {
  const auto joined = [&](std::size_t begin, std::size_t end) {
    std::string line;
    for (auto i = begin; i < end; ++i) {
      if (!line.empty()) line += ' ';
      line += without_space_around(without_marks(lines[i]));
    }
    return line;
  };
  for (std::size_t size = 1; size <= kLongestAttribution && at + size <= lines.size(); ++size) {
    const auto last = lines[at + size - 1];
    if (is_blank(last) || last.size() > kLongestLine) return 0;
    if (!fits_one(attributions, joined(at, at + size))) continue;
    // What a shorter end of it says already is no part of it.
    for (auto begin = at + 1; begin < at + size; ++begin)
      if (fits_one(attributions, joined(begin, at + size))) return 0;
    return size;
  }
  return 0;
}

namespace {

// Cuts the lines of one mail.
class MailCutter {
 public:
  MailCutter(const Patterns& separators, const Patterns& signatures)
      : separators_(separators), signatures_(signatures) {}

  template <typename State>
  CutMail cut(const State& state, const Lines& lines) {
    for (std::size_t at = 0; at < lines.size();) {
      if (fits_one(separators_, without_marks(lines[at])) || state.is_header_block(lines, at)) {
        quoted_.insert(quoted_.end(), lines.begin() + static_cast<std::ptrdiff_t>(at), lines.end());
        break;
      }
      if (const auto size = state.attribution_at(lines, at); size > 0) {
        const bool marked = is_marked_behind(lines, at + size);
        const auto end = marked ? at + size : lines.size();
        for (; at < end; ++at) quoted_.push_back(lines[at]);
        continue;
      }
      (is_marked(lines[at]) ? quoted_ : own_).push_back(lines[at]);
      ++at;
    }
    cut_signature();
    return {joined_lines(own_), joined_lines(quoted_), joined_lines(signature_)};
  }

 private:
  static bool is_marked_behind(const Lines& lines, std::size_t at) {
    while (at < lines.size() && is_blank(lines[at])) ++at;
    return at < lines.size() && is_marked(lines[at]);
  }

  // The first line from which on at most twelve lines with words are left.
  void cut_signature() {
    std::size_t below = 0, from = own_.size();
    for (auto at = own_.size(); at-- > 0 && below <= kLongestSignature;) {
      if (is_blank(own_[at])) continue;
      ++below;
      if (fits_one(signatures_, own_[at])) from = at;
    }
    const auto begin = own_.begin() + static_cast<std::ptrdiff_t>(from);
    signature_.assign(begin, own_.end());
    own_.erase(begin, own_.end());
  }

  const Patterns& separators_;
  const Patterns& signatures_;
  Lines own_, quoted_, signature_;
};

class PatternFileReader {
 public:
  explicit PatternFileReader(const std::filesystem::path& file) : file_(file) {}

  std::unique_ptr<RE2> pattern(const YAML::Node& node) {
    const auto text = node && node.IsScalar() ? node.Scalar() : std::string();
    RE2::Options options;
    options.set_case_sensitive(false);
    options.set_log_errors(false);
    options.set_max_mem(8 << 20);
    auto compiled = std::make_unique<RE2>(text, options);
    if (text.empty() || !compiled->ok())
      wrong(node, text.empty() ? "a pattern is missing" : compiled->error());
    return compiled;
  }
  Patterns patterns(const YAML::Node& list) {
    Patterns all;
    for (const auto& node : list) all.push_back(pattern(node["pattern"]));
    return all;
  }
  std::vector<std::string> words(const YAML::Node& list) {
    std::vector<std::string> all;
    for (const auto& node : list) all.push_back(in_lower_case(node.Scalar()));
    return all;
  }
  void wrong(const YAML::Node& node, const std::string& what) {
    if (error_) return;
    const auto at = base::where(file_, node);
    error_ = base::Error{base::ErrorKind::usage, fmt::format("{}, at {}", what, at),
                         fmt::format("写法有误（{}），位于 {}", what, at)};
  }
  const std::optional<base::Error>& error() const { return error_; }

 private:
  const std::filesystem::path& file_;
  std::optional<base::Error> error_;
};

}  // namespace

base::Result<MailPatterns> MailPatterns::load(const std::filesystem::path& workspace) {
  const auto files = base::catalog_files("mail.yaml", workspace);
  if (!files) return base::failure_of(files);
  auto state = std::make_shared<State>();
  for (const auto& file : *files) {  // A workspace's own file stands for the shipped one.
    const auto loaded = base::load_yaml(file);
    if (!loaded) return base::failure_of(loaded);
    const auto& root = *loaded;
    PatternFileReader reader(file);
    *state = {};
    if (!root.IsMap() || !root["headers"].IsMap() || !root["subject_prefixes"].IsMap() ||
        !root["salutations"].IsMap() || !root["automatic"].IsMap()) {
      reader.wrong(root, "headers, subject_prefixes or automatic is missing");
      return tl::unexpected(*reader.error());
    }
    state->separators = reader.patterns(root["separators"]);
    state->attributions = reader.patterns(root["attributions"]);
    state->signatures = reader.patterns(root["signatures"]);
    state->first_header = reader.pattern(root["headers"]["first"]);
    state->further_header = reader.pattern(root["headers"]["further"]);
    state->salutations = reader.patterns(root["salutations"]["patterns"]);
    state->no_names = reader.words(root["salutations"]["words"]);
    state->reply_words = reader.words(root["subject_prefixes"]["reply"]);
    state->forward_words = reader.words(root["subject_prefixes"]["forward"]);
    for (const char* list : {"subjects", "headers"})
      for (const auto& node : root["automatic"][list])
        state->automatic.push_back({base::text_or(node, "name", ""),
                                    reader.pattern(node["pattern"]),
                                    base::text_or(node, "kind", "auto_reply")});
    if (reader.error()) return tl::unexpected(*reader.error());
  }
  MailPatterns patterns;
  patterns.state_ = std::move(state);
  return patterns;
}

CutMail MailPatterns::cut(std::string_view text) const {
  auto cut = MailCutter(state_->separators, state_->signatures).cut(*state_, lines_of(text));
  return cut;
}

std::string MailPatterns::addressee(std::string_view text) const {
  constexpr std::size_t first_lines = 3;
  auto lines = lines_of(text.substr(0, 1'000));
  std::erase_if(lines, is_blank);
  for (std::size_t i = 0; i < std::min(lines.size(), first_lines); ++i) {
    const auto line = without_space_around(lines[i]);
    for (const auto& each : state_->salutations) {
      std::string name;
      const bool called = each->NumberOfCapturingGroups() == 1 && line.size() <= kLongestLine &&
                          RE2::FullMatch(re2::StringPiece(line.data(), line.size()), *each, &name);
      if (!called) continue;
      name = without_space_around(name);
      if (std::ranges::find(state_->no_names, in_lower_case(name)) == state_->no_names.end())
        return name;
      break;
    }
  }
  return {};
}

PlainSubject MailPatterns::plain_subject(std::string_view subject) const {
  PlainSubject plain;
  subject = without_space_around(subject);
  const auto takes = [&subject](const std::vector<std::string>& words) {
    const auto lower = in_lower_case(subject.substr(0, 40));
    for (const auto& word : words) {
      if (!lower.starts_with(word)) continue;
      auto rest = std::string_view(lower).substr(word.size());
      if (rest.starts_with('[') || rest.starts_with('(') || rest.starts_with('^'))
        if (const auto close = rest.find_first_of("])", 1); close != rest.npos && close <= 4)
          rest.remove_prefix(close + 1);
      while (rest.starts_with(' ')) rest.remove_prefix(1);
      constexpr std::string_view wide_colon = "：";
      const auto colon = rest.starts_with(':')          ? 1
                         : rest.starts_with(wide_colon) ? wide_colon.size()
                                                        : 0;
      if (colon == 0) continue;
      subject.remove_prefix(lower.size() - rest.size() + colon);
      subject = without_space_around(subject);
      return true;
    }
    return false;
  };
  for (int i = 0; i < 50; ++i) {
    if (takes(state_->reply_words))
      plain.reply = true;
    else if (takes(state_->forward_words))
      plain.forward = true;
    else
      break;
  }
  plain.text = subject;
  return plain;
}

std::string_view MailPatterns::automatic_kind(const MailHeader& header,
                                              std::string_view subject) const {
  for (const auto& each : state_->automatic) {
    if (each.header.empty()) {
      if (fits(*each.pattern, subject)) return each.kind;
    } else if (header.has(each.header)) {
      const auto value = header.value(each.header);
      if (RE2::FullMatch(value, *each.pattern)) return each.kind;
    }
  }
  return {};
}

}  // namespace aftercare::intake
