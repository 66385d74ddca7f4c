// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "schema/announcements.hpp"
#include "server/handler.hpp"

namespace zusage::server {

/// Rendered public pages that do not depend on the visitor, kept until what they show changes. No
/// question to the database is needed to know that a kept page still holds: the cache counts what
/// committed transactions announce. Safe to use from several threads.
class page_cache {
 public:
  /// How much had been announced at one moment.
  using moment = std::uint64_t;

  struct kept {
    std::string content_type;
    std::shared_ptr<const std::string> body;
    std::shared_ptr<const std::string> gzip;  ///< the same, compressed
    std::string etag;                         ///< with quotes, strong
    std::string policy;                       ///< its own Content-Security-Policy, or empty
    kept_while holds;
    moment as_of = 0;
  };

  explicit page_cache(schema::announcements& of);

  /// To be asked **before** the snapshot that a page is made from: what is committed later than
  /// that is announced later than this.
  moment now() const;

  /// The page under `key` if it still holds at `at`, else nothing.
  std::shared_ptr<const kept> find(const std::string& key, instant at) const;

  /// Keeps a page that was made from a snapshot opened after `as_of`; returns it as kept. When
  /// something that it shows changed meanwhile, `find` will not give it out.
  std::shared_ptr<const kept> keep(const std::string& key, const response& made, moment as_of);

 private:
  void changed(const std::string& topic);
  bool holds(const kept& page, instant at) const;

  const schema::announcements& told_;
  static constexpr std::size_t most_pages = 2000;  // some tens of MB at most
  static constexpr std::size_t most_topics = 50'000;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<const kept>> pages_;
  moment moment_ = 1;
  moment forgotten_ = 0;  // of topics not in the map nothing was announced after this
  std::unordered_map<std::string, moment> last_changed_;
  schema::announcements::subscription subscription_;
};

/// Under what a request's page is kept; nothing when it filters, which no kept page answers.
std::optional<std::string> kept_key(const request& of, std::span<const char* const> by = {});

/// The request as far as a kept page may depend on it: of the query only the chosen language, and
/// of duty pages whose they are. What else one visitor's address says must not stand in the links
/// of a page that others get.
request as_for_everybody(const request& of, std::span<const char* const> by);

/// The answer to a request for a kept page: 304 when the visitor has it (RFC 9110 13.1.2), else the
/// page with its ETag.
response kept_page(const request& of, const page_cache::kept& page);

}  // namespace zusage::server
