// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "server/handler.hpp"

namespace zusage::server {

/// Rendered public pages that do not depend on the visitor, kept until what they show changes. The
/// caller asks with a version; a kept page of another version counts as not kept.
class page_cache {
 public:
  struct kept {
    std::string version;
    std::shared_ptr<const std::string> body;
    std::shared_ptr<const std::string> gzip;  ///< the same, compressed
    std::string etag;                         ///< with quotes, strong
  };

  /// The page under `key` if it is of this `version`, else nothing.
  std::shared_ptr<const kept> find(std::string_view key, std::string_view version) const;

  /// Keeps `body`; returns it as kept.
  std::shared_ptr<const kept> keep(const std::string& key, std::string version, std::string body);

 private:
  static constexpr std::size_t most_pages = 2000;  // some tens of MB at most
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<const kept>> pages_;
};

/// The request as far as a kept page may depend on it: of the query only the chosen language. What
/// else one visitor's address says must not stand in the links of a page that others get.
request as_for_everybody(const request& of);

/// The answer to a request for a kept page: 304 when the visitor has it, else the page with its
/// ETag.
response kept_page(const request& of, const page_cache::kept& page);

}  // namespace zusage::server
