// The words of `aftercare text` as data.

#pragma once

#include <cstdint>
#include <string>

namespace aftercare::app {

struct TextArguments {
  enum class Action {
    train,
    eval,
    predict,
    entities,
    label,
    models,
    analyze,
    keywords,
    phrases,
    discover,
    names,
    conversation,
    rivals,
    wishes,
    retopic,
    reanalyze
  } action = Action::train;
  std::string model;
  std::string file;
  std::string text;      // Column of texts; empty: the model's.
  std::string label;     // Column of labels; empty: the model's.
  std::string entities;  // Column of spans, "TYPE,BEGIN,END", or "bio": the file is tagged lines.
  std::string out;
  bool multi = false;
  std::string separator;          // Between several labels of a cell; empty: sniffed.
  std::string split;              // "md5" or "md5:K": see learnt/held_back.hpp.
  std::uint32_t least_texts = 0;  // 0: 2, or 5 for a model that the workspace keeps.
  std::uint64_t seed = 1;
  std::string name;      // Of the model in the workspace, or of the set of labels.
  std::string names;     // Labels to choose from, separated by commas.
  std::string suspects;  // Where to write labels that look wrong.
  int days = 7;          // How long now is, and the time before it.
  std::size_t top = 50;  // So many are told.
  std::string from;      // First and last day of what is stored.
  std::string to;
  std::string case_key;                // The stored case whose conversation is read.
  std::string session;                 // Column of what conversation a message belongs to.
  std::string sender;                  // Column of who wrote it.
  std::string agent;                   // What stands there for an agent; all else is the customer.
  std::string time;                    // Column of when a text was written.
  std::string zone = "Asia/Shanghai";  // Of times without one, where no workspace says it.
  double unsure = -1;                  // Below it a label is unknown; negative: as the model says.

  bool reads_many_texts() const {
    return action == Action::keywords || action == Action::phrases || action == Action::discover ||
           action == Action::names;
  }
  /// Over the workspace's store, not over a file.
  bool of_store() const {
    if (action == Action::wishes || action == Action::retopic || action == Action::reanalyze)
      return true;
    return file.empty() && (action == Action::label || action == Action::train ||
                            action == Action::conversation || reads_many_texts());
  }
};

}  // namespace aftercare::app
