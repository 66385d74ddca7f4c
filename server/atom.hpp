// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

/// Atom feeds (RFC 4287).
namespace zusage::server {

struct atom_entry {
  std::string id;   ///< stable for good (4.2.6)
  std::string url;  ///< absolute
  std::string title, summary;
  std::string category, category_label;
  instant published{}, updated{};
};

struct atom_feed {
  std::string id, title, subtitle, author, language;
  std::string url, self_url;  ///< absolute: the page and the feed itself
  instant updated{};          ///< of what stands outside the entries
  std::vector<atom_entry> entries;
};

/// The document; its `updated` is the newest there is. Texts are plain, escaped here.
std::string to_atom(const atom_feed& feed);

/// A tag URI (RFC 4151): names what stands at `path` of `host` since the day of `since`, wherever
/// it is moved to and by whatever scheme it is fetched.
std::string tag_uri(const std::string& host, instant since, const std::string& path);

}  // namespace zusage::server
