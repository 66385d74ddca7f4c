// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "events/municipalities.hpp"

/// The directory in memory: what somebody may mean who has typed a part of a name, and which
/// municipality a whole name means.
namespace zusage::events {

struct listed_municipality : municipality {
  /// What a form shows and understands as this one alone: `Hemer`; where others are called so too,
  /// `Neustadt (Harburg, Niedersachsen)`; where even that is not enough, with its AGS in there.
  std::string label;
};

using municipality_list = std::vector<const listed_municipality*>;

/// Read-only once it is made: several threads may ask at once. What it returns lives as long as it.
/// Names are compared without regard to case, accents, punctuation and a leading `Stadt`,
/// `Gemeinde`, …; `ü` may be typed `ue` or `u`.
class municipality_index {
 public:
  municipality_index(std::string edition, std::vector<municipality> all);

  bool is_empty() const { return all_.empty(); }
  /// Another for each import; "" without a directory.
  const std::string& edition() const { return edition_; }

  const listed_municipality* find(std::string_view ags) const;

  /// The best `most` for a beginning that was typed, of at least two characters: those that are
  /// called so, then those whose name begins so, then those with a later word that does (`Olpe`:
  /// the town, then `Kreis Olpe`); within each the largest first. Digits are the beginning of an
  /// AGS or of the seat's postal code.
  municipality_list suggest(std::string_view typed, std::size_t most) const;

  /// All that are called so, the largest first; only the one whose label this is.
  municipality_list find_named(std::string_view name) const;

  /// All whose seat has this postal code.
  municipality_list find_by_postal_code(std::string_view postal_code) const;

  /// What may be meant by no whole name: those that go on with a further word (`Frankfurt`:
  /// `Frankfurt am Main`), and a county that is called `Kreis` for `Landkreis` or the other way
  /// round. At most so many, the largest first.
  municipality_list find_beginning_with(std::string_view name, std::size_t most) const;

 private:
  // A name from one of its words on, as it is compared.
  struct part {
    std::string key;
    std::uint32_t of;
    bool later;  // not the beginning of the name
  };
  // Where a municipality was found; the smaller the better.
  struct hit {
    int rank;
    std::uint32_t of;
  };

  void add_name(std::uint32_t which);
  void add_labels();
  std::pair<std::vector<part>::const_iterator, std::vector<part>::const_iterator> parts_with(
      const std::string& beginning) const;
  void collect_names(const std::string& key, int worse, std::vector<hit>& into) const;
  std::vector<hit> hits_of_number(std::string_view digits) const;
  municipality_list called(const std::string& key) const;
  municipality_list best_of(std::vector<hit> hits, std::size_t most) const;

  std::string edition_;
  std::vector<listed_municipality> all_;                        // the largest first
  std::vector<part> parts_;                                     // by key
  std::vector<std::pair<std::string, std::uint32_t>> numbers_;  // AGS and postal codes
  std::unordered_map<std::string, std::uint32_t> by_ags_, by_label_;
};

/// The directory of this database, made anew when another one was imported; never null. Kept in
/// memory by its edition; what has none is made each time.
std::shared_ptr<const municipality_index> index_of_directory(const schema::reader& db);

}  // namespace zusage::events
