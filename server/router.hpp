// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/handler.hpp"

namespace zusage::server {

/// Finds the route of a path. A literal segment wins over a captured one.
class router {
 public:
  explicit router(std::span<const route> routes);

  struct match {
    const route* found = nullptr;  ///< null: 404, or 405 when `allow` is not empty
    std::map<std::string, std::string, std::less<>> captured;
    std::string allow;  ///< methods that the path has, for `Allow` (RFC 9110 10.2.1)
  };

  /// HEAD finds the route of GET.
  match find(std::string_view method, std::string_view path) const;

 private:
  struct entry {
    const route* to;
    std::vector<std::string_view> segments;
  };
  std::map<std::size_t, std::vector<entry>> by_length_;
};

}  // namespace zusage::server
