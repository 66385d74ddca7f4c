// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <charconv>
#include <memory>
#include <stdexcept>
#include <vector>

#include "base/embedded.hpp"
#include "base/text.hpp"
#include "web/locale.hpp"

namespace zusage::web {
namespace {

constexpr std::string_view first_language = "de";

/// An Accept-Language longer than this is cut: no browser sends it.
constexpr std::size_t most_ranges = 32;

std::vector<std::unique_ptr<locale>> read_locales() {
  constexpr std::string_view folder = "locales/", ending = ".json";
  std::vector<std::unique_ptr<locale>> all;
  for (const auto& file : embedded::web_files()) {
    if (!file.path.starts_with(folder) || !file.path.ends_with(ending)) continue;
    const auto name =
        file.path.substr(folder.size(), file.path.size() - folder.size() - ending.size());
    const auto texts = nlohmann::json::parse(file.content, nullptr, false);
    if (!texts.is_object())
      throw std::runtime_error(std::string(file.path) + " is not a JSON object");
    all.push_back(std::make_unique<locale>(std::string(name), texts));
  }
  std::stable_partition(all.begin(), all.end(),
                        [](const auto& one) { return one->language() == first_language; });
  if (all.empty()) throw std::runtime_error("there is no locale");
  return all;
}

const std::vector<std::unique_ptr<locale>>& all_locales() {
  static const auto all = read_locales();
  return all;
}

const locale* find_exactly(std::string_view language) {
  for (const auto& one : all_locales()) {
    if (one->language() == language) return one.get();
  }
  return nullptr;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// The part up to `separator`, which is taken off `rest`.
std::string_view next(std::string_view& rest, char separator) {
  const auto end = rest.find(separator);
  const auto part = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return trimmed(part);
}

/// `0.8`, at most three digits after the point (RFC 9110 12.4.2), in thousandths; -1 for anything
/// else.
int quality(std::string_view text) {
  if (text.empty() || (text[0] != '0' && text[0] != '1')) return -1;
  int result = (text[0] - '0') * 1000;
  if (text.size() == 1) return result;
  if (text[1] != '.' || text.size() > 5) return -1;
  int weight = 100;
  for (const char c : text.substr(2)) {
    if (c < '0' || c > '9') return -1;
    result += (c - '0') * weight;
    weight /= 10;
  }
  return result <= 1000 ? result : -1;
}

struct range {
  std::string language;
  int quality = 1000;
};

std::vector<range> read_ranges(std::string_view header) {
  std::vector<range> ranges;
  while (!header.empty() && ranges.size() < most_ranges) {
    auto item = next(header, ',');
    range one;
    one.language = lower_ascii(next(item, ';'));
    while (!item.empty()) {
      const auto parameter = lower_ascii(next(item, ';'));
      if (parameter.starts_with("q="))
        one.quality = quality(trimmed(std::string_view(parameter).substr(2)));
    }
    if (!one.language.empty() && one.quality >= 0) ranges.push_back(std::move(one));
  }
  std::stable_sort(ranges.begin(), ranges.end(),
                   [](const range& a, const range& b) { return a.quality > b.quality; });
  return ranges;
}

bool refused(const std::vector<range>& ranges, std::string_view language) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const range& r) { return r.quality == 0 && r.language == language; });
}

const locale* best_match(const std::vector<range>& ranges) {
  for (const auto& one : ranges) {
    if (one.quality == 0) break;
    if (one.language == "*") {
      for (const auto& candidate : all_locales()) {
        if (!refused(ranges, candidate->language())) return candidate.get();
      }
      continue;
    }
    // RFC 4647 3.4: de-at also finds de.
    for (std::string_view tag = one.language; !tag.empty();) {
      if (const auto* found = find_exactly(tag)) return found;
      const auto hyphen = tag.rfind('-');
      tag = hyphen == std::string_view::npos ? std::string_view() : tag.substr(0, hyphen);
    }
  }
  return nullptr;
}

}  // namespace

std::span<const std::string> languages() {
  static const auto names = [] {
    std::vector<std::string> result;
    for (const auto& one : all_locales()) result.push_back(one->language());
    return result;
  }();
  return names;
}

const locale& find_locale(std::string_view language) {
  const auto* found = find_exactly(language);
  return found ? *found : *all_locales().front();
}

const locale& negotiate(std::string_view wanted, std::string_view accept_language) {
  if (const auto* found = find_exactly(lower_ascii(wanted.substr(0, 16)))) return *found;
  const auto* best = best_match(read_ranges(accept_language));
  return best ? *best : *all_locales().front();
}

std::string pick(const nlohmann::json& texts, std::string_view language) {
  if (texts.is_string()) return texts.get<std::string>();
  if (!texts.is_object()) return {};
  for (const auto wanted : {language, first_language}) {
    const auto found = texts.find(std::string(wanted));
    if (found != texts.end() && found->is_string()) return found->get<std::string>();
  }
  for (const auto& text : texts) {
    if (text.is_string()) return text.get<std::string>();
  }
  return {};
}

}  // namespace zusage::web
