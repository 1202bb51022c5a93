#include "intake/document.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "base/share.hpp"
#include "intake/child_process.hpp"
#include "intake/file_name_facts.hpp"
#include "intake/mail/mail_bytes.hpp"
#include "intake/mail/mail_reader.hpp"
#include "intake/picture/picture_reader.hpp"
#include "intake/transcript/transcript_reader.hpp"

namespace aftercare::intake {
namespace {

using Opened = base::Result<std::unique_ptr<Reader>>;

constexpr std::size_t kLargestTranscript = 16 << 20;

// What was loaded for a workspace, as long as its files stay as they are: a folder may hold
// thousands of mails.
template <typename Loaded>
class Remembered {
 public:
  base::Result<Loaded> get(const std::filesystem::path& workspace,
                           std::initializer_list<const char*> kinds) {
    std::string state;
    for (const char* kind : kinds) {
      const auto files = base::catalog_files(kind, workspace);
      if (!files) return base::failure_of(files);
      for (const auto& file : *files) {
        std::error_code none;
        const auto written = std::filesystem::last_write_time(file, none).time_since_epoch();
        state += fmt::format("{} {}\n", file.string(), written.count());
      }
    }
    const std::lock_guard lock(mutex_);
    if (loaded_ && state == state_) return *loaded_;
    auto loaded = Loaded::load(workspace);
    if (loaded) {
      loaded_ = *loaded;
      state_ = std::move(state);
    }
    return loaded;
  }

 private:
  std::mutex mutex_;
  std::optional<Loaded> loaded_;
  std::string state_;
};

base::Result<MailPatterns> mail_patterns(const OpenOptions& options) {
  static Remembered<MailPatterns> remembered;
  return remembered.get(options.workspace, {"mail.yaml"});
}

base::Result<SpeakerRoles> speaker_roles(const OpenOptions& options) {
  static Remembered<SpeakerRoles> remembered;
  return remembered.get(options.workspace, {"transcripts.yaml", "lexicons"});
}

Opened open_mails(std::unique_ptr<ByteSource>& source, FileDescription description,
                  const OpenOptions& options) {
  auto patterns = mail_patterns(options);
  if (!patterns) return failure_of(patterns);
  return std::make_unique<MailReader>(std::move(source), std::move(description),
                                      std::move(*patterns), options);
}

base::Result<std::string> transcribed(std::vector<std::string> command, const std::string& file) {
  constexpr std::string_view place = "{file}";
  const auto path = std::filesystem::absolute(file).string();  // Never taken for an option.
  for (auto& word : command)
    for (auto at = word.find(place); at != word.npos; at = word.find(place, at + path.size()))
      word.replace(at, place.size(), path);
  return run_child(command, {}, {std::chrono::hours(2)});
}

Opened open_transcript(TranscriptReader::Source text, FileDescription description,
                       SpeakerRoles roles, const OpenOptions& options) {
  auto facts = file_name_facts(description.name, options.file_name);
  if (!facts) return failure_of(facts);
  return std::make_unique<TranscriptReader>(std::move(description), std::move(roles),
                                            std::move(*facts), std::move(text));
}

Opened open_picture(std::unique_ptr<ByteSource>& source, FileDescription description,
                    const OpenOptions& options, std::string_view kind) {
  if (!options.ocr)
    return base::failure(
        base::ErrorKind::input,
        fmt::format("the words of pictures ({}) are read only with 'ocr: true' in aftercare.yaml, "
                    "by the program tesseract (Debian: apt-get install tesseract-ocr "
                    "tesseract-ocr-chi-sim tesseract-ocr-eng)",
                    kind),
        fmt::format("要识别图片（{}）中的文字，请在 aftercare.yaml 中写 ocr: true，并安装 tesseract"
                    "（Debian：apt-get install tesseract-ocr tesseract-ocr-chi-sim "
                    "tesseract-ocr-eng）",
                    kind));
  auto facts = file_name_facts(description.name, options.file_name);
  if (!facts) return failure_of(facts);
  return PictureReader::open(std::move(source), std::move(description), std::move(*facts), options);
}

// Names of tables: a column of texts that begin with a speaker is no transcript.
bool is_called_a_table(const std::filesystem::path& file) {
  const auto name = in_lower_case(file.filename().string());
  for (const char* end : {".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".csv.gz", ".tsv.gz",
                          ".json.gz", ".jsonl.gz"})
    if (name.ends_with(end)) return true;
  return false;
}

}  // namespace

Opened open_document(std::unique_ptr<ByteSource>& source, const FileDescription& description,
                     const OpenOptions& options) {
  const auto head = ByteSource::peek(source, 64 << 10);
  if (!head) return failure_of(head);
  auto described = description;
  if (!options.transcribe.empty()) {
    auto roles = speaker_roles(options);
    if (!roles) return failure_of(roles);
    described.format = Format::transcript;
    described.costly = true;
    auto text = [command = options.transcribe, file = description.name] {
      return transcribed(command, file);
    };
    return open_transcript(std::move(text), std::move(described), std::move(*roles), options);
  }
  if (const auto kind = picture_kind(*head); !kind.empty() && !options.format) {
    described.format = Format::picture;
    return open_picture(source, std::move(described), options, kind);
  }
  const auto mail = options.format ? options.format : sniff_mail(*head);
  if (mail == Format::eml || mail == Format::mbox) {
    described.format = *mail;
    return open_mails(source, std::move(described), options);
  }
  if (options.format ? *options.format != Format::transcript : is_called_a_table(description.name))
    return std::unique_ptr<Reader>();
  auto roles = speaker_roles(options);
  if (!roles) return failure_of(roles);
  if (!options.format && !sniff_transcript(mail_text(*head, ""), *roles))
    return std::unique_ptr<Reader>();
  described.format = Format::transcript;
  described.encoding = "";
  auto text = [bytes = std::shared_ptr<ByteSource>(std::move(source))] {
    return bytes->read_rest(kLargestTranscript);
  };
  return open_transcript(std::move(text), std::move(described), std::move(*roles), options);
}

}  // namespace aftercare::intake
