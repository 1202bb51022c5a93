// A bucket as a distant store: path-style requests, listing page by page.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/backup/distant_store.hpp"
#include "pipeline/backup/s3_exchange.hpp"

namespace aftercare::pipeline {

struct BucketName {
  std::string bucket;
  std::string prefix;  // Without '/' at its ends; may be empty.
};

/// Asks nothing yet. Fails (usage) if the endpoint is none or there is no key.
base::Result<std::unique_ptr<DistantStore>> open_bucket(const BucketName& bucket, S3Access access,
                                                        S3Patience patience = {});

struct BucketPage {
  std::vector<DistantPiece> pieces;  // Names as the bucket has them.
  std::string next;                  // Continues the listing; empty at its end.
};
/// The answer to a listing. Fails (input) if it is none.
base::Result<BucketPage> bucket_page(const std::string& xml);

}  // namespace aftercare::pipeline
