// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// Size classes: municipalities of similar population.
namespace zusage::events {

/// Where classes begin unless a comparison ring says otherwise, in inhabitants.
std::span<const std::int64_t> usual_class_limits();

/// A class by its bounds: from `from` up to, but without, `below` inhabitants; `below` 0: no end.
struct size_class {
  std::int64_t from = 0, below = 0;
  bool operator==(const size_class&) const = default;
};

/// The class that `population` lies in; `limits` ascending.
size_class size_class_of(std::int64_t population, std::span<const std::int64_t> limits);

/// Its stable key in exports: `20000-49999`, `500000+`.
std::string to_text(const size_class& of);

}  // namespace zusage::events
