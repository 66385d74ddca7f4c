// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/municipality_index.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <set>
#include <tuple>

#include "base/text.hpp"
#include "events/municipality_counties.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t least_typed = 2, least_of_word = 3;  // characters

// Ranks of what was found; a county whose `Kreis` was typed otherwise comes after all others.
constexpr int whole_name = 0, begins = 1, later_word = 2, without_county = 3;

// Each run of characters that are neither letters nor digits becomes one space. What is not ASCII
// is a letter here.
std::string in_words(std::string_view folded_text) {
  std::string words;
  for (const char c : folded_text) {
    const bool letter =
        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    if (letter) {
      words += c;
    } else if (!words.empty() && words.back() != ' ') {
      words += ' ';
    }
  }
  if (!words.empty() && words.back() == ' ') words.pop_back();
  return words;
}

std::string search_key(std::string_view name) {
  return in_words(municipality_name_key(name));
}

// `Mülheim` as `Muelheim`; the text is normalised, so that an umlaut is one character.
std::string spelled_out(std::string text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> umlauts = {
      {{"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"Ä", "Ae"}, {"Ö", "Oe"}, {"Ü", "Ue"}}};
  for (const auto& [umlaut, letters] : umlauts) {
    for (auto at = text.find(umlaut); at != std::string::npos; at = text.find(umlaut, at)) {
      text.replace(at, umlaut.size(), letters);
    }
  }
  return text;
}

// How a name may be written: with bare letters, and with umlauts spelled out if it has any.
std::vector<std::string> spellings_of(std::string_view name) {
  std::vector<std::string> all = {search_key(name)};
  auto other = search_key(spelled_out(cleaned(name)));
  if (other != all.front()) all.push_back(std::move(other));
  return all;
}

std::string_view without_county_word(std::string_view key) {
  for (const std::string_view word : {"landkreis ", "kreis "}) {
    if (key.starts_with(word)) return key.substr(word.size());
  }
  return {};
}

// `landkreis x` for `kreis x` and the other way round; "" for what is neither.
std::string other_county_name(const std::string& key) {
  if (key.starts_with("landkreis ")) return key.substr(4);
  return key.starts_with("kreis ") ? "land" + key : "";
}

std::vector<municipality> largest_first(std::vector<municipality> all) {
  std::ranges::sort(all, [](const municipality& a, const municipality& b) {
    return std::tie(b.population, a.ags) < std::tie(a.population, b.ags);
  });
  return all;
}

}  // namespace

municipality_index::municipality_index(std::string edition, std::vector<municipality> all)
    : edition_(std::move(edition)) {
  all = largest_first(std::move(all));
  all_.reserve(all.size());
  for (auto& one : all) {
    const auto which = std::uint32_t(all_.size());
    all_.push_back({std::move(one), {}});
    by_ags_.emplace(all_.back().ags, which);
    numbers_.emplace_back(all_.back().ags, which);
    if (!all_.back().postal_code.empty()) numbers_.emplace_back(all_.back().postal_code, which);
    add_name(which);
  }
  std::ranges::sort(numbers_);
  std::ranges::sort(parts_, [](const part& a, const part& b) {
    return std::tie(a.key, a.of) < std::tie(b.key, b.of);
  });
  add_labels();
}

void municipality_index::add_name(std::uint32_t which) {
  for (const auto& key : spellings_of(all_[which].name)) {
    parts_.push_back({key, which, false});
    for (auto at = key.find(' '); at != std::string::npos; at = key.find(' ', at + 1)) {
      parts_.push_back({key.substr(at + 1), which, true});
    }
  }
}

void municipality_index::add_labels() {
  std::set<std::string> taken, twice;
  for (auto& one : all_) {
    const bool alone = called(search_key(one.name)).size() == 1;
    one.label = alone ? one.name : one.name + " (" + one.district + ", " + one.state + ")";
    // By its key, because `Husby` and `Hüsby` are neighbours.
    const auto key = search_key(one.label);
    if (!taken.insert(key).second) twice.insert(key);
  }
  for (std::uint32_t which = 0; which < all_.size(); ++which) {
    auto& label = all_[which].label;
    if (twice.contains(search_key(label))) label.insert(label.size() - 1, ", " + all_[which].ags);
    by_label_.emplace(search_key(label), which);
  }
}

std::pair<std::vector<municipality_index::part>::const_iterator,
          std::vector<municipality_index::part>::const_iterator>
municipality_index::parts_with(const std::string& beginning) const {
  const auto first = std::ranges::lower_bound(parts_, beginning, {}, &part::key);
  const auto last = std::find_if_not(
      first, parts_.end(), [&](const part& one) { return one.key.starts_with(beginning); });
  return {first, last};
}

void municipality_index::collect_names(const std::string& key, int worse,
                                       std::vector<hit>& into) const {
  if (length(key) < least_typed) return;
  const auto [first, last] = parts_with(key);
  for (auto one = first; one != last; ++one) {
    const int rank = one->later ? later_word : one->key.size() == key.size() ? whole_name : begins;
    into.push_back({rank + worse, one->of});
  }
}

std::vector<municipality_index::hit> municipality_index::hits_of_number(
    std::string_view digits) const {
  std::vector<hit> hits;
  auto one = std::ranges::lower_bound(
      numbers_, digits, {}, [](const auto& pair) { return std::string_view(pair.first); });
  for (; one != numbers_.end() && one->first.starts_with(digits); ++one) {
    hits.push_back({one->first.size() == digits.size() ? whole_name : begins, one->second});
  }
  return hits;
}

// The largest come first in all_, so that the place there is the order within a rank.
municipality_list municipality_index::best_of(std::vector<hit> hits, std::size_t most) const {
  std::ranges::sort(hits, [](const hit& a, const hit& b) {
    return std::tie(a.rank, a.of) < std::tie(b.rank, b.of);
  });
  municipality_list best;
  for (const auto& one : hits) {
    if (best.size() == most) break;
    const auto* found = &all_[one.of];
    if (std::ranges::find(best, found) == best.end()) best.push_back(found);
  }
  return best;
}

const listed_municipality* municipality_index::find(std::string_view ags) const {
  const auto found = by_ags_.find(std::string(ags));
  return found == by_ags_.end() ? nullptr : &all_[found->second];
}

municipality_list municipality_index::suggest(std::string_view typed, std::size_t most) const {
  const auto text = cleaned(typed);
  if (length(text) < least_typed) return {};
  if (all_digits(text)) return best_of(hits_of_number(text), most);
  std::vector<hit> hits;
  for (const auto& key : spellings_of(text)) {
    collect_names(key, whole_name, hits);
    collect_names(other_county_name(key), whole_name, hits);
    collect_names(std::string(without_county_word(key)), without_county, hits);
  }
  return best_of(std::move(hits), most);
}

municipality_list municipality_index::called(const std::string& key) const {
  std::vector<hit> hits;
  const auto [first, last] = parts_with(key);
  for (auto one = first; one != last && one->key.size() == key.size(); ++one) {
    if (!one->later) hits.push_back({whole_name, one->of});
  }
  return best_of(std::move(hits), all_.size());
}

municipality_list municipality_index::find_named(std::string_view name) const {
  const auto spellings = spellings_of(name);
  const auto labelled = by_label_.find(spellings.front());
  if (labelled != by_label_.end()) return {&all_[labelled->second]};
  for (const auto& key : spellings) {
    if (key.empty()) continue;
    if (auto found = called(key); !found.empty()) return found;
  }
  return {};
}

municipality_list municipality_index::find_by_postal_code(std::string_view postal_code) const {
  municipality_list found;
  auto one = std::ranges::lower_bound(
      numbers_, postal_code, {}, [](const auto& pair) { return std::string_view(pair.first); });
  for (; one != numbers_.end() && one->first == postal_code; ++one) {
    if (all_[one->second].postal_code == postal_code) found.push_back(&all_[one->second]);
  }
  return found;
}

municipality_list municipality_index::find_beginning_with(std::string_view name,
                                                          std::size_t most) const {
  std::vector<hit> hits;
  for (const auto& key : spellings_of(name)) {
    if (length(key) < least_of_word) continue;
    const auto [first, last] = parts_with(key + " ");
    for (auto one = first; one != last; ++one) {
      if (!one->later) hits.push_back({whole_name, one->of});
    }
    const auto county = other_county_name(key);
    if (county.empty()) continue;
    for (const auto* one : called(county)) hits.push_back({whole_name, by_ags_.at(one->ags)});
  }
  return best_of(std::move(hits), most);
}

std::shared_ptr<const municipality_index> index_of_directory(const schema::reader& db) {
  static std::mutex mutex;
  static std::shared_ptr<const municipality_index> kept;
  const auto edition = directory_edition(db);
  // No directory, or rows that came by no import: nothing says when they change.
  if (edition.empty()) {
    return std::make_shared<const municipality_index>(edition, list_directory(db));
  }
  {
    const std::lock_guard lock(mutex);
    if (kept && kept->edition() == edition) return kept;
  }
  // Two threads may make it at once; that costs less than making all wait.
  auto made = std::make_shared<const municipality_index>(edition, list_directory(db));
  const std::lock_guard lock(mutex);
  kept = made;
  return made;
}

}  // namespace zusage::events
