// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

namespace zusage {

/// First parts of the paths that a token follows: `/r/<token>` (what each is good for:
/// `link_purpose`). What opens by a mailed link alone is found by no search engine.
inline constexpr std::string_view link_letters = "rcupvdmfn";

constexpr bool is_behind_link(std::string_view path) {
  return path.size() > 2 && path[0] == '/' && path[2] == '/' &&
         link_letters.find(path[1]) != std::string_view::npos;
}

}  // namespace zusage
