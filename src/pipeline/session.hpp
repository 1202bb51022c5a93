// A workspace that is open: definitions, keys, store, and what reads texts.
//
// One per process and workspace. Reads are safe from several threads; what writes takes writing().

#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "access/policy.hpp"
#include "access/user_book.hpp"
#include "base/result.hpp"
#include "metrics/model.hpp"
#include "pipeline/workspace.hpp"
#include "privacy/vault.hpp"
#include "quality/finding_labels.hpp"
#include "quality/rule_set.hpp"
#include "records/moment.hpp"
#include "standard/catalog.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::language {
class Analyser;
}

namespace aftercare::pipeline {

struct SessionOptions {
  privacy::VaultOptions vault;
};

class Session {
 public:
  static base::Result<std::unique_ptr<Session>> open(Workspace workspace,
                                                     const SessionOptions& options = {});
  ~Session();

  const Workspace& workspace() const { return workspace_; }
  const records::Zone& zone() const { return zone_; }
  const standard::Catalog& catalog() const { return catalog_; }
  const records::Dictionary& dictionary() const { return catalog_.dictionary(); }
  const metrics::Model& model() const { return model_; }
  const quality::RuleSet& rules() const { return rules_; }
  const quality::FindingLabels& finding_labels() const { return labels_; }
  const access::Policy& policy() const { return policy_; }
  access::UserBook& users() const { return *users_; }
  privacy::Vault& vault() const { return *vault_; }
  store::Database& store() const { return *store_; }

  /// Loaded when first asked for (about a second) and kept; loaded anew when a file of the
  /// workspace's catalog or of its models has changed since.
  base::Result<std::shared_ptr<const language::Analyser>> analyser() const;

  /// Held by whoever writes to the store.
  std::timed_mutex& writing() const { return writing_; }

 private:
  Session(Workspace workspace, records::Zone zone, standard::Catalog catalog, metrics::Model model,
          quality::RuleSet rules, quality::FindingLabels labels,
          std::unique_ptr<privacy::Vault> vault);

  Workspace workspace_;
  records::Zone zone_;
  standard::Catalog catalog_;
  metrics::Model model_;
  quality::RuleSet rules_;
  quality::FindingLabels labels_;
  access::Policy policy_;
  std::unique_ptr<privacy::Vault> vault_;
  std::unique_ptr<store::Database> store_;
  std::unique_ptr<access::UserBook> users_;
  mutable std::timed_mutex writing_;
  mutable std::mutex loading_;
  mutable std::shared_ptr<const language::Analyser> analyser_;
  mutable std::string analyser_stamp_;  // Of the files it was read from.
};

}  // namespace aftercare::pipeline
