// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "server/handler.hpp"

namespace zusage::server {

/// A body for `response::stream` whose pieces can be asked for one by one: the connection asks for
/// the next when the network has taken the last, and between them nobody waits. However many
/// visitors read slowly, they hold no thread. What cannot stop between two pieces, such as an
/// export in one snapshot, is a plain function instead and has a thread of its own to the end.
class piecewise {
 public:
  /// The next piece, never empty; nothing at the end.
  using source = std::function<std::optional<std::string>()>;
  explicit piecewise(source next) : next_(std::move(next)) {}

  std::optional<std::string> next() const { return next_(); }
  /// All of it, for whoever takes it as any other stream.
  void operator()(const sink& to) const {
    while (const auto piece = next_()) {
      if (!to(*piece)) return;
    }
  }

 private:
  source next_;
};

/// What a job made for the connection that waits for it.
struct next_piece {
  std::optional<std::string> piece;
  bool failed = false;

  void make(const piecewise& from);  ///< does not throw; the log says why it failed
};

/// A piece as it goes over the network; an empty one ends a chunked body (RFC 9112 7.1).
std::string framed(std::string_view piece, bool chunked);

}  // namespace zusage::server
